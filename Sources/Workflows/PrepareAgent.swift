import AgentModel
import AgentStore
import Host
import Profiles
import Sandbox
import Sessions
import TerminalText

/// An agent with everything in place but its session.
package struct PreparedAgent: Sendable {
  /// The agent.
  package var agent: Agent
  /// What its supervisor will read.
  package var record: LaunchRecord
  /// Whether the agent was there before.
  package let isReused: Bool
  /// What did not go as it should, but keeps nobody from working.
  package var warnings: [String]
  /// What to put back when it does not start.
  let undo: Undo
  /// Held until the supervisor lives.
  let lock: any HeldLock
}

/// Makes an agent's folders, seeds them, and plans its launch. When that fails, what it made is
/// gone again, and what was there before is as it was.
package struct PrepareAgent {
  private let context: Context
  private let server: SessionServer
  private let system: SystemLayout
  private let etc: String

  private static let promptLimit = 1 << 20

  /// For the home of that context.
  package init(_ context: Context, server: SessionServer, system: SystemLayout, etc: String) {
    self.context = context
    self.server = server
    self.system = system
    self.etc = etc
  }

  /// An agent as it would be started, and its launch record; nothing is made or changed.
  private struct Plan {
    var agent: Agent
    var launch: LaunchPlan
    var record: LaunchRecord
    var warnings: [String]
    var profile: Profile?
    var isRestart: Bool
  }

  /// Whether the agent could be started: throws what would be in the way.
  package func check(_ name: AgentName, _ request: AgentRequest) throws {
    _ = try plan(name, request, uid: nil)
  }

  private func plan(_ name: AgentName, _ request: AgentRequest, uid: UInt32?) throws -> Plan {
    let previous = try? context.store.agent(name)
    if let previous { try AdoptLegacyAgent(context).checkIsGone(previous) }
    let profile = try request.profile.map { try ProfileLibrary(context).load($0) }
    let prompt = try promptText(request).map { Placeholders.fill($0, for: name) }
    var agent = context.store.blank(name)
    agent.profile = request.profile
    agent.sandbox = request.sandbox
    agent.degraded = request.degraded
    agent.isHere = request.isForeground
    let places = ClaimPlace(context)
    agent.place = try request.place.map { try places.folder($0) }
    if request.isRestart { try places.checkIsStill(agent.place, request.place) }
    try places.checkIsFree(for: agent)
    agent.createdAt = context.host.clock.now
    agent.identityMode = request.identity
    agent.did = previous?.did
    agent.tags = request.tags
    agent.promptFile = request.promptFile
    agent.fromDirectory = request.fromDirectory
    if !request.isRestart {
      agent.fromDirectory = try sourceDirectory(request, for: agent)
    }
    agent.fromGit = request.fromGit
    agent.fromGitRef = request.fromGitRef
    agent.command = request.command
    agent.environmentNames = Set(request.environmentNames + request.environment.keys).sorted()
    agent.environmentFiles = request.environmentFiles
    agent.limits = request.limits
    agent.showsSecretFiles = request.showsSecretFiles
    if let previous {
      (agent.maskedFiles, agent.maskedInodes) = try MaskSecretFiles(context).present(previous)
    }
    let network = try NetworkPlan(context, request, profile)
    agent.network = request.network
    agent.network.mode = network.mode
    agent.uid = try self.uid(of: previous, else: uid, request)
    let launch = try LaunchPlan(
      context, agent: agent, request: request, profile: profile, network: network,
      prompt: prompt)
    let record = try launch.record(server: server, system: system, etc: etc)
    return Plan(
      agent: agent, launch: launch, record: record,
      warnings: launch.variables.warnings + launch.warnings + network.warnings
        + places.warnings(of: agent, launch.guards),
      profile: profile,
      isRestart: previous != nil)
  }

  /// The uid that a root caller's agent has, where it is one that agents may have, or `fresh`.
  private func uid(
    of previous: Agent?, else fresh: UInt32?, _ request: AgentRequest
  ) throws -> UInt32? {
    guard request.sandbox.isConfined, context.host.uid == 0 else { return nil }
    if let owner = request.place.flatMap({ ClaimPlace(context).owner(of: $0) }) { return owner }
    guard let uid = previous?.uid, try context.settings.uidRange.contains(uid) else { return fresh }
    return uid
  }

  /// Prepares one agent. `uid` is for an agent of a root caller that has none yet. The lock is the
  /// agent's, taken before. Throws what can go wrong, as user-facing errors.
  package func run(
    _ name: AgentName, _ request: AgentRequest, uid: UInt32?, lock: any HeldLock
  ) throws -> PreparedAgent {
    if context.files.holder(of: context.store.lockFile(name)).isAlive {
      throw WorkflowError.alreadyRunning(name)
    }
    let files = context.files
    // Before anything is made: what can't be planned is refused.
    let plan = try plan(name, request, uid: uid)
    var agent = plan.agent
    var undo = Undo()
    do {
      // The state comes first: whatever happens from here on, the agent is seen and can be removed.
      undo.willChange(context.layout.stateFile(name), files)
      undo.willChange(context.layout.runFile(name), files)
      try files.remove(context.layout.runFile(name))
      try files.remove(context.layout.networkFile(name))
      try context.store.save(agent)
      let isHomeNew = try makeFolders(agent, &undo)
      if !request.isRestart { try fill(agent, request) }
      var record = plan.record
      var warnings = plan.warnings + seed(agent, plan.profile)
      if let masked = try mask(&agent, request) {
        warnings.append(masked)
        record = try plan.launch.with(agent).record(server: server, system: system, etc: etc)
        try context.store.save(agent)
      }
      warnings += try runScripts(&agent, plan.profile, isNew: isHomeNew)
      if let uid = agent.uid { try give(agent, to: uid) }
      try ReviewPlace(context).begin(agent)
      try undo.moveAside(
        agent.logFile, to: context.layout.previousLogFile(name), files)
      undo.willMake(agent.logFile, files)
      try files.write(agent.logFile, [], permissions: 0o600)
      if agent.did != plan.agent.did { try context.store.save(agent) }
      return PreparedAgent(
        agent: agent, record: record, isReused: plan.isRestart, warnings: warnings,
        undo: undo, lock: lock)
    } catch {
      undo.run(files)
      throw error
    }
  }

  private func promptText(_ request: AgentRequest) throws -> String? {
    guard let path = request.promptFile else { return nil }
    do {
      let bytes = try NamedFile(context).read(path, limit: PrepareAgent.promptLimit)
      var text = String(decoding: bytes, as: UTF8.self)
      while let last = text.unicodeScalars.last, last == "\n" || last == "\r" {
        text.unicodeScalars.removeLast()
      }
      guard !text.utf8.contains(0) else { throw WorkflowError.promptBinary(path: path) }
      guard text.contains(where: { !$0.isWhitespace }) else {
        throw WorkflowError.promptEmpty(path: path)
      }
      return text
    } catch HostError.tooLarge {
      throw WorkflowError.promptTooLarge(path: path)
    } catch HostError.file {
      throw WorkflowError.promptMissing(path: path)
    }
  }

  private func sourceDirectory(_ request: AgentRequest, for agent: Agent) throws -> String? {
    guard let path = request.fromDirectory else { return nil }
    guard let resolved = context.files.resolved(path),
      context.files.facts(resolved)?.kind == .directory
    else { throw WorkflowError.notADirectory(path: path) }
    guard !FolderPath.holds(resolved, agent.workspace) else {
      throw WorkflowError.sourceHoldsWorkspace(path: path)
    }
    return resolved
  }

  /// True when the agent's HOME was made now: nobody can have left anything there.
  private func makeFolders(_ agent: Agent, _ undo: inout Undo) throws -> Bool {
    var isHomeNew = false
    if agent.place == nil, context.files.facts(agent.workspace)?.kind == .directory,
      try AdoptLegacyAgent(context).moveHome(of: agent)
    {
      undo.willMoveBack(agent.home, to: "\(agent.workspace)/.home")
    }
    try makeOverlay(agent, &undo)
    // The user's own folder stays as it is.
    for folder in agent.place == nil ? [agent.workspace, agent.home] : [agent.home] {
      switch context.files.facts(folder)?.kind {
      case .directory: try context.files.makeAccessible(folder)
      case nil:
        undo.willMake(folder, context.files)
        let isNew = try context.files.createDirectory(folder, permissions: 0o700)
        if folder == agent.home { isHomeNew = isNew }
      default: throw WorkflowError.notADirectory(path: folder)
      }
    }
    let door = context.layout.door(agent.name)
    try context.files.remove(door)
    undo.willMake(door, context.files)
    try context.files.makeDirectory(door, permissions: 0o755)
    // The mount point of the inner stage, for the door's folder is bound read-only.
    _ = try context.files.create("\(door)/stage", [], permissions: 0o644)
    return isHomeNew
  }

  /// Fresh overlays: what the agent changed before is thrown away.
  private func makeOverlay(_ agent: Agent, _ undo: inout Undo) throws {
    let folder = context.layout.overlay(agent.name)
    try context.files.remove(folder)
    guard agent.sandbox == .paranoid else { return }
    undo.willMake(folder, context.files)
    try context.files.makeDirectory(context.layout.overlays, permissions: 0o700)
    try context.files.makeDirectory(folder, permissions: 0o700)
    for part in SandboxPlan.overlayFolders {
      // The mode of `changes` is the workspace's; nobody else gets as far as that.
      try context.files.makeDirectory("\(folder)/\(part)", permissions: 0o755)
    }
  }

  /// Copies or clones what the agent shall work on, once: a restart finds it as the agent left it.
  private func fill(_ agent: Agent, _ request: AgentRequest) throws {
    let isEmpty = try agent.place != nil || context.files.list(agent.workspace).isEmpty
    guard isEmpty || (agent.fromDirectory == nil && request.fromGit == nil) else {
      // What is there is somebody's work.
      throw WorkflowError.workspaceNotEmpty(path: agent.workspace)
    }
    if let source = agent.fromDirectory {
      try context.files.copyTree(source, to: agent.workspace, excluding: [".git"])
    } else if let url = request.fromGit {
      try CloneRepository(context).run(url, ref: request.fromGitRef, into: agent.workspace)
    }
  }

  /// Looks, once, for files of a workspace that hold secrets, which the agent is to see empty; says which.
  /// What the agent makes later is its own.
  private func mask(_ agent: inout Agent, _ request: AgentRequest) throws -> String? {
    guard !request.isRestart, !agent.showsSecretFiles, agent.sandbox.isConfined else {
      return nil
    }
    let masks = MaskSecretFiles(context)
    agent.maskedFiles = masks.found(agent)
    guard !agent.maskedFiles.isEmpty else { return nil }
    let present = try masks.present(agent)
    // A name that is not text can't be masked; then the agent must not see the rest either.
    if present.files.count < agent.maskedFiles.count,
      let file = agent.maskedFiles.first(where: { !present.files.contains($0) })
    {
      throw WorkflowError.secretFile(path: Printable.line(file))
    }
    agent.maskedInodes = present.inodes
    let names = agent.maskedFiles.prefix(3).map { Printable.line($0) }.joined(separator: ", ")
    let more = agent.maskedFiles.count > 3 ? " and \(agent.maskedFiles.count - 3) more" : ""
    return "it sees these files empty, for they may hold secrets: \(names)\(more)"
  }

  /// What the agent has put in the way of a seed is its own affair, and no reason not to start.
  private func seed(_ agent: Agent, _ profile: Profile?) -> [String] {
    do {
      try SeedHome(context).run(agent, profile)
      try SeedHome(context).writeGitConfiguration(agent)
      return []
    } catch {
      let problem = error as? any UserFacingError
      return ["its HOME is not as it should be (\(problem?.problem ?? "unknown"))"]
    }
  }

  private func runScripts(
    _ agent: inout Agent, _ profile: Profile?, isNew: Bool
  ) throws -> [String] {
    var warnings: [String] = []
    let hooks = RunHooks(context)
    warnings += hooks.run("pre-spawn", agent)
    if let script = profile?.postCreateScript { warnings += hooks.runSetup(script, agent) }
    let identity = try MakeIdentity(context).run(agent, isNew: isNew)
    agent.did = identity.did ?? agent.did
    warnings += identity.warnings
    if identity.did != nil { try SeedHome(context).writeGitConfiguration(agent) }
    return warnings
  }

  private func give(_ agent: Agent, to uid: UInt32) throws {
    if agent.place == nil { try context.files.giveTree(agent.workspace, to: uid) }
    try context.files.giveTree(agent.home, to: uid)
    let overlay = context.layout.overlay(agent.name)
    if agent.sandbox == .paranoid { try context.files.giveTree(overlay, to: uid) }
  }
}
