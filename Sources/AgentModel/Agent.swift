/// An agent as its state file describes it, with what its supervisor recorded and whether it lives.
package struct Agent: Sendable, Equatable {
  /// Its name.
  package private(set) var name: AgentName
  /// The profile it was started with; nil for a command or a shell.
  package var profile: String?
  /// How tightly it is held.
  package var sandbox: SandboxLevel = .standard
  /// The layers of that level that somebody has done without.
  package var degraded: [SandboxLayer] = []
  /// The user's own folder that it works on, an absolute path; nil for a workspace of its own.
  package var place: String? { didSet { if let place { workspace = place } } }
  /// When it was started last.
  package var createdAt: Timestamp?
  /// Whether it gets an identity.
  package var identityMode: IdentityMode = .auto
  /// Its gitlawb identity.
  package var did: String?
  /// Its labels, in the order given.
  package var tags: [Tag] = []
  /// The absolute path of its first prompt.
  package var promptFile: String?
  /// The folder that its workspace was copied from.
  package var fromDirectory: String?
  /// The repository that its workspace was cloned from.
  package var fromGit: String?
  /// The branch or tag of that.
  package var fromGitRef: String?
  /// The command given after `--`, or the profile's with everything resolved.
  package var command: [String] = []
  /// The uid that a root caller's agent was given.
  package var uid: UInt32?
  /// The names of the variables that it was given by hand; their values are in no file.
  package var environmentNames: [String] = []
  /// The absolute paths of files with further variables.
  package var environmentFiles: [String] = []
  /// Files of its workspace that it sees empty, by their paths from there.
  package var maskedFiles: [String] = []
  /// The numbers of their inodes, in the same order: a file stays the same wherever it is moved.
  package var maskedInodes: [UInt64] = []
  /// Whether no file of its workspace is kept from it.
  package var showsSecretFiles = false
  /// What it may use.
  package var limits = AgentLimits()
  /// What it may reach; the mode is that of its latest start.
  package var network = AgentNetwork()

  /// Whether it runs on its caller's terminal, and is gone when that has ended.
  package var isHere = false

  /// Whether the original wrote its state, and it was not started by us yet.
  package var isLegacy = false
  /// Its workspace, an absolute path.
  package var workspace: String
  /// Its HOME on the host, an absolute path.
  package var home: String
  /// Its log, an absolute path.
  package var logFile: String

  /// What its supervisor recorded of the latest run.
  package var run: RunRecord?
  /// Whether it lives, and how it ended.
  package var state: AgentState = .dead(nil)

  /// Makes one from its parts.
  package init(name: AgentName, workspace: String, home: String, logFile: String) {
    self.name = name
    self.workspace = workspace
    self.home = home
    self.logFile = logFile
  }

  /// The same agent by another name, with other folders.
  package func renamed(
    _ name: AgentName, workspace: String, home: String, logFile: String
  ) -> Agent {
    var other = self
    other.name = name
    other.workspace = place ?? workspace
    other.home = home
    other.logFile = logFile
    return other
  }

  /// Where it sees its workspace.
  package var workspaceInside: String { sandbox == .paranoid ? "/workspace" : workspace }

  /// The sandbox in words: `bwrap, standard without seccomp`.
  package var sandboxText: String {
    let text = sandbox == .none ? "none (unprotected)" : "\(sandbox.backend), \(sandbox.rawValue)"
    return degraded.isEmpty
      ? text : "\(text) without \(degraded.map(\.rawValue).joined(separator: ", "))"
  }

  /// What its sandbox lacks, in capitals; nil for nothing.
  package var weakness: String? {
    if !sandbox.isConfined { return "UNPROTECTED" }
    return degraded.isEmpty
      ? nil : "NO \(degraded.map(\.rawValue).joined(separator: ",").uppercased())"
  }

  /// The tmux session's name.
  package var session: String { name.session }

  /// The supervisor's pid while it lives, else 0.
  package var pid: Int32 { state.isDead ? 0 : run?.pid ?? 0 }

  /// Takes the fields of a state file. False when the file does not speak of this agent: it is
  /// empty, cut short or another's.
  package mutating func read(_ file: Assignments) -> Bool {
    guard file["AGENT_NAME"] == name.description, file["AGENT_SESSION"] != nil else { return false }
    profile = file["AGENT_PROFILE"].flatMap { $0.isEmpty ? nil : $0 }
    sandbox = SandboxLevel(
      backend: file["AGENT_SANDBOX"] ?? "", level: file["AGENT_SANDBOX_LEVEL"])
    degraded = SandboxLayer.list(file["AGENT_DEGRADED"] ?? "")
    isHere = file["AGENT_HERE"] == "true"
    place = file["AGENT_IN_PLACE"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    createdAt = file["AGENT_CREATED_AT"].flatMap { Timestamp($0) }
    identityMode = file["AGENT_GITLAWB_MODE"].flatMap(IdentityMode.init(rawValue:)) ?? .auto
    did = file["AGENT_GITLAWB_DID"]
    isLegacy = file["AGENT_HOME"] == nil
    tags = file["AGENT_TAGS"].map(Tag.list) ?? []
    promptFile = file["AGENT_PROMPT_FILE"]
    fromDirectory = file["AGENT_FROM_DIR"]
    fromGit = file["AGENT_FROM_GIT"]
    fromGitRef = file["AGENT_FROM_GIT_REF"]
    command = words(file["AGENT_EXTRA_CMD"])
    uid = file["AGENT_UID"].flatMap { UInt32($0) }
    environmentNames = words(file["AGENT_ENV_NAMES"])
    environmentFiles = words(file["AGENT_ENV_FILES"])
    limits.memory = file["AGENT_MEMORY"].flatMap { Int($0) }
    limits.processes = file["AGENT_PIDS"].flatMap { Int($0) }
    limits.processorShare = file["AGENT_CPUS"].flatMap { Int($0) }
    maskedFiles = words(file["AGENT_MASKED"])
    maskedInodes = words(file["AGENT_MASKED_INODES"]).compactMap { UInt64($0) }
    showsSecretFiles = file["AGENT_SHOW_ENV_FILES"] == "true"
    network.mode = file["AGENT_NETWORK"].map { NetworkMode(rawValue: $0) ?? .none }
    network.allowed = words(file["AGENT_ALLOW"])
    network.exposed = words(file["AGENT_EXPOSE"]).compactMap { UInt16($0) }
    limits.seconds = file["AGENT_TIMEOUT"].flatMap { Int($0) }
    return true
  }

  /// The agent's fields written into `file`; keys that are not ours stay.
  package func write(into file: inout Assignments) {
    file["AGENT_NAME"] = name.description
    file["AGENT_PID"] = String(pid)
    file["AGENT_SANDBOX"] = sandbox.backend
    file["AGENT_SANDBOX_LEVEL"] =
      [.standard, .none].contains(sandbox) ? nil : sandbox.rawValue
    file["AGENT_DEGRADED"] =
      degraded.isEmpty ? nil : degraded.map(\.rawValue).joined(separator: " ")
    file["AGENT_IN_PLACE"] = place
    file["AGENT_HERE"] = isHere ? "true" : nil
    file["AGENT_WORKSPACE"] = workspace
    file["AGENT_HOME"] = isLegacy ? nil : home
    file["AGENT_CREATED_AT"] = createdAt?.description
    file["AGENT_SESSION"] = session
    file["AGENT_PROFILE"] = profile ?? ""
    file["AGENT_LOG_FILE"] = logFile
    file["AGENT_GITLAWB_MODE"] = identityMode.rawValue
    file["AGENT_GITLAWB_DID"] = did
    file["AGENT_GITLAWB"] = did == nil ? nil : "true"
    file["AGENT_TAGS"] = tags.isEmpty ? nil : tags.map(\.description).joined(separator: ",")
    file["AGENT_PROMPT_FILE"] = promptFile
    file["AGENT_FROM_DIR"] = fromDirectory
    file["AGENT_FROM_GIT"] = fromGit
    file["AGENT_FROM_GIT_REF"] = fromGitRef
    file["AGENT_EXTRA_CMD"] = command.isEmpty ? nil : ShellWords.joined(command)
    file["AGENT_UID"] = uid.map(String.init)
    file["AGENT_ENV_NAMES"] =
      environmentNames.isEmpty ? nil : ShellWords.joined(environmentNames)
    file["AGENT_ENV_FILES"] =
      environmentFiles.isEmpty ? nil : ShellWords.joined(environmentFiles)
    file["AGENT_MASKED"] = maskedFiles.isEmpty ? nil : ShellWords.joined(maskedFiles)
    file["AGENT_MASKED_INODES"] =
      maskedInodes.isEmpty ? nil : maskedInodes.map(String.init).joined(separator: " ")
    file["AGENT_SHOW_ENV_FILES"] = showsSecretFiles ? "true" : nil
    file["AGENT_NETWORK"] = network.mode?.rawValue
    file["AGENT_ALLOW"] = network.allowed.isEmpty ? nil : ShellWords.joined(network.allowed)
    file["AGENT_EXPOSE"] =
      network.exposed.isEmpty ? nil : ShellWords.joined(network.exposed.map(String.init))
    file["AGENT_MEMORY"] = limits.memory.map(String.init)
    file["AGENT_PIDS"] = limits.processes.map(String.init)
    file["AGENT_CPUS"] = limits.processorShare.map(String.init)
    file["AGENT_TIMEOUT"] = limits.seconds.map(String.init)
  }

  private func words(_ text: String?) -> [String] {
    text.flatMap { try? ShellWords.split($0) } ?? []
  }
}
