import AgentModel
import AgentStore
import Host
import Profiles
import Sandbox
import Sessions

/// What an agent runs and what it runs in: its launch record.
package struct LaunchPlan {
  private let context: Context
  private var agent: Agent
  private let request: AgentRequest
  private let profile: Profile?
  private let network: NetworkPlan
  private let prompt: String?
  /// What it can't write of a folder that it works on in place.
  package let guards: WorkspaceGuards
  /// The variables that were given by hand.
  package let variables: AgentVariables

  /// Makes one from its parts. Throws as `AgentVariables` does, and
  /// `SandboxError` for a folder that no agent can work on.
  package init(
    _ context: Context, agent: Agent, request: AgentRequest, profile: Profile?,
    network: NetworkPlan, prompt: String?
  ) throws {
    variables = try AgentVariables(request, context)
    self.context = context
    self.agent = agent
    self.request = request
    self.profile = profile
    self.network = network
    self.prompt = prompt
    guards =
      try agent.sandbox == .paranoid
      ? WorkspaceGuards()
      : agent.place.map { try ClaimPlace(context).guards(of: $0) } ?? WorkspaceGuards()
  }

  /// What its profile gives it, and that stands for nothing here.
  package var warnings: [String] {
    (profile?.environment ?? []).compactMap { pair in
      let missing = References.resolved(pair, context.settings.variable).missing
      guard let name = missing.first, let key = pair.split(separator: "=").first else { return nil }
      return "\(key) is not set, for \(name) is not; agentvm env set \(name)=..."
    }
  }

  /// The same for an agent of which more is known.
  func with(_ agent: Agent) -> LaunchPlan {
    var plan = self
    plan.agent = agent
    return plan
  }

  /// The folders of programs that every sandbox has.
  static let systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// The record. Throws `ProfileError`, `SandboxError` or `WorkflowError`.
  package func record(server: SessionServer, system: SystemLayout, etc: String) throws
    -> LaunchRecord
  {
    guard let supervisor = context.installation.supervisor else {
      throw WorkflowError.noSupervisor
    }
    var record = LaunchRecord()
    record.name = agent.name.description
    record.workingDirectory = agent.workspace
    record.runFile = context.layout.runFile(agent.name)
    record.lockFile = context.layout.lockFile(agent.name)
    record.logFile = context.layout.logFile(agent.name)
    record.doorDirectory = context.layout.door(agent.name)
    record.isForeground = request.isForeground
    record.tmux = request.isForeground ? [] : server.tmux.prefix
    record.readyTimeout = request.readyTimeout
    record.logLimit = context.settings.logLimit
    record.exitHook = LaunchPlan.exitHook(of: agent, context)
    record.controlSocket = context.layout.controlSocket(agent.name)
    record.timesFile = context.layout.timesFile(agent.name)
    record.network = network.mode
    record.allowedHosts = network.rules.rules.map(\.description)
    record.exposedPorts = network.exposed
    record.networkFile = context.layout.networkFile(agent.name)
    record.auditFile = context.layout.audit
    record.timeLimit = agent.limits.seconds ?? 0
    let command = try command()
    record.environment = environment(program: command.program)
    record.secretNames = variables.secretNames + context.settings.secretsInHome
    try addPrompt(to: &record)
    addStatus(to: &record)
    if agent.sandbox.isConfined {
      let bwrap = try LaunchPlan.bubblewrap(context)
      let plan = try plan(stage: supervisor, system: system, etc: etc, program: command.program)
      record.program = bwrap
      record.arguments = plan.arguments
      record.inner = plan.inner(
        command.words, agent.limits, hasShell: request.isForeground)
      if !agent.degraded.contains(.seccomp) {
        record.seccomp = SeccompProgram.of(agent.sandbox, .current).bytes
      }
      record.overlays = plan.overlays
      record.doorIsPipe = agent.sandbox == .paranoid
      record.group = group()
      record.uid = agent.uid
      record.staged = plan.staged
      if agent.place != nil { record.guards = plan.guardsInPlace }
      record.stagingDirectory = system.stagingDirectory
    } else {
      record.program = supervisor
      record.inner = StageOptions(command.words).words(supervisor)
    }
    return record
  }

  /// The control group that the agent is to have, where one is asked for or needed.
  private func group() -> LaunchRecord.Group? {
    guard !agent.degraded.contains(.cgroup) else { return nil }
    var limits = agent.limits
    let isNeeded = agent.sandbox.needs.contains(.cgroup)
    if isNeeded { limits.processes = limits.processes ?? agent.sandbox.processLimit }
    guard limits.memory != nil || limits.processes != nil || limits.processorShare != nil else {
      return nil
    }
    return LaunchRecord.Group(
      name: "agentvm-\(String(context.layout.number, radix: 16))-\(agent.name)", limits: limits,
      isRequired: isNeeded || limits.processorShare != nil)
  }

  /// The user's script for an agent's end, with its arguments; empty when there is none.
  static func exitHook(of agent: Agent, _ context: Context) -> [String] {
    let path = "\(context.layout.hooks)/on-exit"
    guard context.files.isExecutable(path) else { return [] }
    return [path, agent.name.description, agent.workspace, agent.home]
  }

  /// The profile's; those for plain commands where it has none. Where there is no screen to read there
  /// are none: reading them takes as long as all else that a plan does.
  private func rules() throws -> StatusRules {
    guard !request.isForeground else { return StatusRules() }
    if let profile, profile.rules != StatusRules() { return profile.rules }
    return try ProfileLibrary(context).commandRules()
  }

  private func addStatus(to record: inout LaunchRecord) {
    record.home = context.layout.root
    record.eventsFile = context.layout.events
    // Who has called sees it on the terminal.
    guard !request.isForeground else { return }
    record.statusHook = "\(context.layout.hooks)/on-status"
    record.notifier = [context.host.executable, "__notify"]
  }

  private func addPrompt(to record: inout LaunchRecord) throws {
    record.ready = profile?.rules.ready ?? ReadyRule()
    record.rules = try rules()
    record.startupKeys = profile?.startupKeys ?? []
    record.submitKeys = profile?.submitKeys ?? ["Enter"]
    guard let prompt, !usesRunCommand else { return }
    record.prompt = prompt
    record.endsWithTurn = request.isHeadless
  }

  private var usesRunCommand: Bool {
    request.isHeadless && prompt != nil && request.command.isEmpty
      && !(profile?.runCommand.isEmpty ?? true)
  }

  /// bwrap's path. Throws `SandboxError` when no agent of this home could have a sandbox.
  package static func bubblewrap(_ context: Context) throws -> String {
    guard let bwrap = context.host.processes.find("bwrap", in: context.programDirectories) else {
      throw SandboxError.noBubblewrap
    }
    for folder in ["/usr", "/etc", "/proc", "/sys", "/dev", "/bin", "/sbin", "/lib"] {
      if FolderPath.holds(folder, context.layout.root) {
        throw SandboxError.unsupportedHome(path: context.layout.root)
      }
    }
    return bwrap
  }

  /// The words to run, and the program they begin with where it lies outside the system.
  private func command() throws -> (words: [String], program: LocateProgram.Found?) {
    var words = request.command
    if words.isEmpty { words = (usesRunCommand ? profile?.runCommand : profile?.command) ?? [] }
    if words.isEmpty, let profile { throw ProfileError.noCommand(profile.name) }
    if words.isEmpty { words = ["/bin/bash"] }
    if usesRunCommand, let prompt { words = LaunchPlan.words(words, with: prompt) }
    guard agent.sandbox.isConfined, let first = words.first else { return (words, nil) }
    let writable = [agent.workspace, agent.home] + (profile?.readWritePaths ?? [])
    let found = LocateProgram(context).run(first, untrusted: writable)
    if found == nil, request.command.isEmpty, let profile {
      throw ProfileError.noProgram(profile: profile.name, program: first)
    }
    guard let found, !SystemFolders.hold(found.path),
      !FolderPath.holds(agent.workspace, found.path)
    else { return (words, nil) }
    // One that a link leads to, and that is the agent's to write, is where the agent has it.
    let own = FolderPath.inner(agent.workspace, found.resolved)
    words[0] = own.map { "\(agent.workspaceInside)/\($0)" } ?? found.resolved
    return (words, found)
  }

  /// The headless command with its prompt: in the word that ends in `{prompt}`, or as last word.
  private static func words(_ words: [String], with prompt: String) -> [String] {
    let mark = "{prompt}"
    guard let index = words.firstIndex(where: { $0.hasSuffix(mark) }) else {
      return words + [prompt]
    }
    var words = words
    words[index] = words[index].dropLast(mark.count) + prompt
    return words
  }

  private func plan(
    stage: String, system: SystemLayout, etc: String, program: LocateProgram.Found?
  ) throws -> SandboxPlan {
    var plan = SandboxPlan(
      workspace: agent.workspace, home: agent.home,
      doorDirectory: context.layout.door(agent.name), etcDirectory: etc,
      stage: stage, system: system)
    let exists = { (path: String) in path.hasPrefix("/") && context.files.resolved(path) != nil }
    plan.readOnlyPaths = (profile?.readOnlyPaths ?? []).filter {
      exists($0) && !SystemFolders.hold($0)
    }
    plan.readWritePaths = (profile?.readWritePaths ?? []).filter(exists)
    for need in program?.needs ?? [] where !plan.readOnlyPaths.contains(need) {
      plan.readOnlyPaths.append(need)
    }
    plan.uid = agent.uid
    plan.level = agent.sandbox
    plan.degraded = agent.degraded
    plan.workspaceInside = agent.workspaceInside
    if agent.sandbox == .paranoid { plan.overlayDirectory = context.layout.overlay(agent.name) }
    plan.guards = guards
    if !guards.absentFolders.isEmpty {
      plan.emptyFolder = context.layout.emptyFolder
      _ = try context.files.createDirectory(plan.emptyFolder, permissions: 0o755)
    }
    plan.workspaceIsRoots = ClaimPlace(context).isRoots(agent)
    // Only the filter keeps an agent from making root's files what runs as root.
    if plan.workspaceIsRoots, agent.degraded.contains(.seccomp) {
      throw SandboxError.placeOfRoot(path: agent.workspace)
    }
    plan.network = network.mode
    plan.masked = agent.maskedFiles.map { "\(agent.workspace)/\($0)" }
    if !plan.masked.isEmpty || !plan.guards.absentFiles.isEmpty || !plan.guards.sockets.isEmpty {
      try MaskSecretFiles(context).makeEmptyFile()
    }
    plan.emptyFile = context.layout.emptyFile
    for path in plan.readOnlyPaths + plan.readWritePaths { try check(path) }
    return plan
  }

  /// No profile hands out a folder that holds the home of agentvm, or lies in it, or is the
  /// caller's whole HOME.
  private func check(_ path: String) throws {
    let resolved = context.files.resolved(path) ?? path
    let home = context.host.environment["HOME"].flatMap { context.files.resolved($0) }
    let isShipped = context.installation.share.map { FolderPath.holds($0, resolved) } ?? false
    guard !isShipped else { return }
    let layout = context.layout
    if FolderPath.holds(resolved, layout.root)
      || home.map({ FolderPath.holds(resolved, $0) }) ?? false
      || (FolderPath.holds(layout.root, resolved) && !FolderPath.holds(layout.profiles, resolved)
        && !FolderPath.holds(layout.embedded, resolved))
    {
      throw WorkflowError.pathNotForAgents(path: path)
    }
  }

  private func environment(program: LocateProgram.Found?) -> [String] {
    let isConfined = agent.sandbox.isConfined
    let caller = context.host.environment
    var variables: [(String, String)] = [
      ("HOME", isConfined ? homeInside : agent.home),
      ("PATH", path(isConfined, program)),
      ("USER", isConfined ? "agent" : caller["USER"] ?? "root"),
      ("LOGNAME", isConfined ? "agent" : caller["LOGNAME"] ?? caller["USER"] ?? "root"),
      ("SHELL", "/bin/bash"), ("LANG", "C.UTF-8"), ("AGENTVM_AGENT", agent.name.description),
    ]
    if request.isForeground {
      variables += ["TERM", "COLORTERM", "NO_COLOR"].compactMap { name in
        caller[name].map { (name, $0) }
      }
    } else {
      variables += [("TERM", "tmux-256color"), ("COLORTERM", "truecolor")]
    }
    if let zone = caller["TZ"] { variables.append(("TZ", zone)) }
    if network.mode == .allow { variables += LaunchPlan.proxyVariables }
    for pair in profile?.environment ?? [] {
      guard let equals = pair.firstIndex(of: "=") else { continue }
      let value = References.resolved(
        String(pair[pair.index(after: equals)...]), context.settings.variable)
      guard value.missing.isEmpty else { continue }
      variables.append((String(pair[..<equals]), value.text))
    }
    for name in profile?.environmentNames ?? [] where Assignments.isKey(name) {
      if let value = context.settings.variable(name), !value.isEmpty {
        variables.append((name, value))
      }
    }
    variables += self.variables.pairs
    var seen: Set<String> = []
    return variables.reversed().filter { seen.insert($0.0).inserted }.reversed()
      .map { "\($0.0)=\($0.1)" }
  }

  /// For clients that know proxies; others find the gate by the addresses that names have.
  private static let proxyVariables: [(String, String)] = {
    let proxy = "http://\(GateAddress.text):\(GateAddress.proxyPort)"
    return ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map { ($0, proxy) }
      + ["NO_PROXY", "no_proxy"].map { ($0, "localhost,127.0.0.1,0.0.0.0,agentvm") }
      + [("NODE_USE_ENV_PROXY", "1")]
  }()

  private var homeInside: String { SandboxPlan.homeInside(workspace: agent.workspaceInside) }

  private func path(_ isConfined: Bool, _ program: LocateProgram.Found?) -> String {
    guard isConfined else { return context.host.environment["PATH"] ?? LaunchPlan.systemPath }
    let folders = ["\(homeInside)/.local/bin"] + (program?.directories ?? [])
    return (folders + [LaunchPlan.systemPath]).joined(separator: ":")
  }
}
