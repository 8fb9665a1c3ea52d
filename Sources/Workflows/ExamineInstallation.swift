import AgentModel
import AgentStore
import Host
import Profiles
import Sandbox
import Sessions
import TerminalText

/// Tries everything that agents need, each thing by doing it.
package struct ExamineInstallation {
  let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// What was found out.
  package struct Finding: Sendable, Equatable {
    package enum Level: String, Sendable { case ok, warn, fail }
    /// How bad it is.
    package var level: Level
    /// What was tried.
    package var check: String
    /// What came of it.
    package var text: String
    /// What to type, where something is wrong.
    package var hint: String?
  }

  private static let oldestBubblewrap = (0, 8)
  /// Seconds for a program to answer.
  private static let programSeconds = 10

  /// Everything, in the order of importance.
  package func run() -> [Finding] {
    let base = [supervisor(), home(), tmux(), sandbox(), git()]
    let canConfine = base.allSatisfy { $0.level != .fail }
    return base + (canConfine ? layers() : []) + [caller(), folders(), environmentFile(), keys()]
      + plainSecrets() + agents() + weakAgents() + profiles(canConfine: canConfine)
  }

  private func supervisor() -> Finding {
    guard let path = context.installation.supervisor else {
      return Finding(
        level: .fail, check: "supervisor",
        text: "agentvm-supervisor is not beside agentvm, nor in ../libexec/agentvm",
        hint: "smoke/quickstart")
    }
    return Finding(level: .ok, check: "supervisor", text: path)
  }

  private func home() -> Finding {
    let root = context.layout.root
    do {
      try context.store.prepare()
      let probe = "\(context.layout.run)/doctor.\(UInt32.random(in: 0...UInt32.max))"
      try context.files.write(probe, Array("probe\n".utf8), permissions: 0o600)
      try context.files.remove(probe)
      return Finding(level: .ok, check: "home", text: "\(root) can be written")
    } catch {
      return Finding(
        level: .fail, check: "home", text: "\(root): \(Self.text(of: error))",
        hint: "export AGENTVM_HOME=/a/folder/of/yours")
    }
  }

  private func tmux() -> Finding {
    guard let program = context.host.processes.find("tmux", in: context.programDirectories) else {
      return Finding(
        level: .fail, check: "tmux", text: "not installed", hint: "apt install tmux")
    }
    let version = output(of: program, ["-V"])
    // A server of its own, that ends with the command.
    let socket = "/tmp/agentvm-doctor.\(UInt64.random(in: 0...UInt64.max))"
    let attempt = run(
      program, ["-S", socket, "-f", "/dev/null", "new-session", "-d", "true", ";", "kill-server"])
    try? context.files.remove(socket)
    guard let attempt, attempt.status == 0 else {
      return Finding(
        level: .fail, check: "tmux",
        text: "\(version) does not start a session: \(attempt?.lastError ?? "")",
        hint: "apt install --reinstall tmux")
    }
    return Finding(level: .ok, check: "tmux", text: "\(version) starts a session")
  }

  private func sandbox() -> Finding {
    guard let program = context.host.processes.find("bwrap", in: context.programDirectories) else {
      return Finding(
        level: .fail, check: "sandbox", text: "bubblewrap is not installed",
        hint: "apt install bubblewrap")
    }
    let version = output(of: program, ["--version"])
    let numbers = version.split { !$0.isNumber }.compactMap { Int($0) }
    if numbers.count >= 2, (numbers[0], numbers[1]) < Self.oldestBubblewrap {
      return Finding(
        level: .fail, check: "sandbox", text: "\(version) is too old; 0.8 or newer is needed",
        hint: "apt install bubblewrap")
    }
    do {
      let attempt = try inspect(["/bin/sh", "-c", "exec true"])
      guard attempt.status == 0 else {
        return Finding(
          level: .fail, check: "sandbox", text: "\(version) is refused: \(attempt.lastError)",
          hint: SandboxError.refusedByKernel(reason: "").hint)
      }
      return Finding(level: .ok, check: "sandbox", text: "\(version) confines a command")
    } catch {
      return Finding(
        level: .fail, check: "sandbox", text: Self.text(of: error),
        hint: (error as? any UserFacingError)?.hint ?? "apt install bubblewrap")
    }
  }

  private func git() -> Finding {
    guard let program = context.host.processes.find("git", in: context.programDirectories) else {
      return Finding(
        level: .warn, check: "git", text: "not installed; --from-git and diff need it",
        hint: "apt install git")
    }
    return Finding(level: .ok, check: "git", text: output(of: program, ["--version"]))
  }

  private func environmentFile() -> Finding {
    let path = context.layout.environmentFile
    guard let facts = context.files.facts(context.files.resolved(path) ?? path) else {
      return Finding(
        level: .warn, check: "env file", text: "there is none",
        hint: "agentvm env set ANTHROPIC_API_KEY=...")
    }
    guard facts.permissions & 0o077 == 0 else {
      return Finding(
        level: .fail, check: "env file",
        text: "others may read it: mode \(String(facts.permissions, radix: 8))",
        hint: "chmod 600 \(ShellWords.quoted(path))")
    }
    return Finding(level: .ok, check: "env file", text: "\(path) is yours alone")
  }

  private func keys() -> Finding {
    let set = ProviderVariables.keys.filter { context.settings.variable($0)?.isEmpty == false }
    guard !set.isEmpty else {
      return Finding(
        level: .warn, check: "keys", text: "no provider's key is set",
        hint: "agentvm env set ANTHROPIC_API_KEY=...")
    }
    return Finding(level: .ok, check: "keys", text: set.joined(separator: ", "))
  }

  private func agents() -> [Finding] {
    let (agents, problems) = context.store.agents()
    var findings = problems.map { problem in
      Finding(
        level: .warn, check: "agents",
        text: "\(problem.problem): \(problem.culprit ?? "")",
        hint: problem.culprit.map { "rm \(ShellWords.quoted($0))" })
    }
    for agent in agents where agent.state == .dead(.lost) {
      findings.append(
        Finding(
          level: .warn, check: "agents", text: "\(agent.name) was lost: nothing recorded its end",
          hint: "agentvm restart \(agent.name)"))
    }
    if findings.isEmpty {
      findings.append(
        Finding(level: .ok, check: "agents", text: "\(agents.count), all readable"))
    }
    return findings
  }

  /// Each profile's program, started in a sandbox as `spawn` would find it.
  private func profiles(canConfine: Bool) -> [Finding] {
    let library = ProfileLibrary(context)
    var findings: [Finding] = []
    if let name = context.settings.defaultProfile, (try? library.load(name)) == nil {
      findings.append(
        Finding(
          level: .warn, check: "default profile", text: "there is no profile '\(name)'",
          hint: "agentvm config set AGENTVM_DEFAULT_PROFILE=demo"))
    }
    return findings
      + library.names.map { name in
        let check = "profile \(name)"
        do {
          let profile = try library.load(name)
          guard let word = profile.command.first else { throw ProfileError.noCommand(name) }
          guard let found = LocateProgram(context).run(word) else {
            return Finding(level: .ok, check: check, text: "not installed: '\(word)'")
          }
          guard canConfine else { return Finding(level: .ok, check: check, text: found.path) }
          return try examine(found, check)
        } catch {
          return Finding(
            level: .warn, check: check, text: Self.text(of: error),
            hint: (error as? any UserFacingError)?.hint ?? "agentvm profiles")
        }
      }
  }

  private func examine(_ found: LocateProgram.Found, _ check: String) throws -> Finding {
    let attempt = try inspect(
      [found.resolved, "--version"], showing: found.needs, searching: found.directories)
    let text = String(decoding: PlainText.of(attempt.output), as: UTF8.self)
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    switch attempt.status {
    case InspectInside.timeoutStatus:
      return Finding(
        level: .warn, check: check, text: "\(found.path) says nothing to --version",
        hint: "\(ShellWords.quoted(found.path)) --version")
    case 126, 127:
      return Finding(
        level: .warn, check: check,
        text: "\(found.path) does not start in the sandbox: \(attempt.lastError)",
        hint: "PROFILE_RO_PATHS in the profile names what else it needs")
    default:
      return Finding(level: .ok, check: check, text: "\(found.path) \(line)")
    }
  }

  private func inspect(
    _ words: [String], showing paths: [String] = [], searching directories: [String] = []
  ) throws -> Completion {
    try context.store.prepare()
    let folder = "\(context.layout.run)/doctor"
    try context.files.makeDirectory(folder, permissions: 0o755)
    defer { try? context.files.remove(folder) }
    return try InspectInside(context).run(
      words, on: folder, uid: nil, showing: paths, searching: directories,
      seconds: Self.programSeconds)
  }

  private func output(of program: String, _ arguments: [String]) -> String {
    run(program, arguments)?.text.split(separator: "\n").first.map(String.init) ?? program
  }

  /// Runs a program of the host's that may be anything: it is ended when it does not answer.
  private func run(_ program: String, _ arguments: [String]) -> Completion? {
    try? context.host.processes.run(
      Invocation(
        "/usr/bin/timeout", ["-k", "1", String(Self.programSeconds), program] + arguments))
  }

  static func text(of error: any Error) -> String {
    guard let error = error as? any UserFacingError else { return "unknown" }
    return error.problem + (error.culprit.map { ": '\($0)'" } ?? "")
  }
}
