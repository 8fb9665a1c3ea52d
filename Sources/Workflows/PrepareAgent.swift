import AgentModel
import AgentStore
import Host
import Profiles
import Sandbox
import Sessions

/// An agent with everything in place but its session.
package struct PreparedAgent: Sendable {
  package var agent: Agent
  package var record: LaunchRecord
  /// Whether the agent was there before.
  package let isReused: Bool
  /// What did not go as it should, but keeps nobody from working.
  package var warnings: [String]
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

  package init(_ context: Context, server: SessionServer, system: SystemLayout, etc: String) {
    self.context = context
    self.server = server
    self.system = system
    self.etc = etc
  }

  /// Prepares one agent. `uid` is for an agent of a root caller that has none yet. The lock is the
  /// agent's, taken before. Throws what can go wrong, as user-facing errors.
  package func run(
    _ name: AgentName, _ request: AgentRequest, uid: UInt32?, lock: any HeldLock
  ) throws -> PreparedAgent {
    let previous = try? context.store.agent(name)
    if context.files.holder(of: context.store.lockFile(name)).isSupervisor {
      throw WorkflowError.alreadyRunning(name)
    }
    let profile = try request.profile.map { try ProfileLibrary(context).load($0) }
    let prompt = try promptText(request)
    let source = try sourceDirectory(request)
    var agent = context.store.blank(name)
    agent.profile = request.profile
    agent.sandbox = request.sandbox
    agent.createdAt = context.host.clock.now
    agent.identityMode = request.identity
    agent.did = previous?.did
    agent.tags = request.tags
    agent.promptFile = request.promptFile
    agent.fromDirectory = source
    agent.fromGit = request.fromGit
    agent.fromGitRef = request.fromGitRef
    agent.command = request.command
    agent.uid = request.sandbox == .standard && context.host.uid == 0 ? previous?.uid ?? uid : nil
    // Before anything is made: what can't be planned is refused.
    var record = try LaunchPlan(
      context, agent: agent, request: request, profile: profile, prompt: prompt
    ).record(server: server, system: system, etc: etc)

    var made: [String] = []
    do {
      var warnings = try makeFolders(agent, &made)
      try fill(agent, isRestart: previous != nil, request, &made)
      warnings += seed(agent, profile)
      warnings += try runScripts(&agent, profile, request, isNew: previous == nil)
      if let uid = agent.uid { try give(agent, to: uid) }
      record.uid = agent.uid
      try context.files.remove(context.layout.runFile(name))
      try context.files.write(agent.logFile, [], permissions: 0o600)
      try context.store.save(agent)
      return PreparedAgent(
        agent: agent, record: record, isReused: previous != nil, warnings: warnings, lock: lock)
    } catch {
      for path in made.reversed() { try? context.files.remove(path) }
      if previous == nil { try? context.files.remove(context.layout.stateFile(name)) }
      throw error
    }
  }

  private func promptText(_ request: AgentRequest) throws -> String? {
    guard let path = request.promptFile else { return nil }
    do {
      let bytes = try context.files.readFollowingLinks(path, limit: PrepareAgent.promptLimit)
      var text = String(decoding: bytes, as: UTF8.self)
      while let last = text.unicodeScalars.last, last == "\n" || last == "\r" {
        text.unicodeScalars.removeLast()
      }
      guard !text.utf8.contains(0) else { throw HostError.notARegularFile(path: path) }
      return text
    } catch HostError.tooLarge {
      throw WorkflowError.promptTooLarge(path: path)
    } catch HostError.file {
      throw WorkflowError.promptMissing(path: path)
    }
  }

  private func sourceDirectory(_ request: AgentRequest) throws -> String? {
    guard let path = request.fromDirectory else { return nil }
    guard let resolved = context.files.resolved(path),
      context.files.facts(resolved)?.kind == .directory
    else { throw WorkflowError.notADirectory(path: path) }
    let root = context.layout.root
    guard root != resolved, !root.hasPrefix(resolved == "/" ? "/" : resolved + "/") else {
      throw WorkflowError.pathNotForAgents(path: path)
    }
    return resolved
  }

  private func makeFolders(_ agent: Agent, _ made: inout [String]) throws -> [String] {
    for folder in [agent.workspace, agent.home] {
      switch context.files.facts(folder)?.kind {
      case .directory: try context.files.makeAccessible(folder)
      case nil:
        made.append(folder)
        _ = try context.files.createDirectory(folder, permissions: 0o700)
      default: throw WorkflowError.notADirectory(path: folder)
      }
    }
    let door = context.layout.door(agent.name)
    try context.files.remove(door)
    made.append(door)
    try context.files.makeDirectory(door, permissions: 0o755)
    // The mount point of the inner stage, for the door's folder is bound read-only.
    _ = try context.files.create("\(door)/stage", [], permissions: 0o644)
    return []
  }

  /// Copies or clones what the agent shall work on, once: a restart finds it as the agent left it.
  private func fill(
    _ agent: Agent, isRestart: Bool, _ request: AgentRequest, _ made: inout [String]
  ) throws {
    if let source = agent.fromDirectory {
      guard !isRestart else { return }
      try context.files.copyTree(
        source, to: agent.workspace, excluding: [".git"], filePermissions: nil)
    } else if let url = request.fromGit {
      let isEmpty = try context.files.list(agent.workspace).isEmpty
      if isRestart, !isEmpty { return }
      guard isEmpty else { throw WorkflowError.workspaceNotEmpty(path: agent.workspace) }
      try CloneRepository(context).run(url, ref: request.fromGitRef, into: agent.workspace)
    }
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
    _ agent: inout Agent, _ profile: Profile?, _ request: AgentRequest, isNew: Bool
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
    try context.files.giveTree(agent.workspace, to: uid)
    try context.files.giveTree(agent.home, to: uid)
  }
}

extension LockFile.Holder {
  /// Whether the agent lives.
  package var isSupervisor: Bool {
    if case .supervisor = self { true } else { false }
  }
}
