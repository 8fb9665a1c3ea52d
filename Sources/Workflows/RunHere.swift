import AgentModel
import AgentStore
import Host
import Sandbox

/// Runs a command confined in the caller's folder and on the caller's terminal, without a session; when it
/// has ended, nothing of it is left but what it did in the folder.
package struct RunHere {
  private let context: Context

  /// What agents of this kind are called, with a number behind it.
  private static let base = "here"

  /// Seconds that a beginning may take.
  private static let beginning = 60

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Runs what is asked for; the exit status is the command's own, and with it comes what git would heed of
  /// what it has left. Tells of what keeps nobody from working. Throws what keeps it from starting.
  package func run(
    _ request: AgentRequest, warn: (String) -> Void
  ) throws -> (status: Int32, findings: ReviewPlace.Findings) {
    var findings: ReviewPlace.Findings?
    let record = try start(request, warn) { invocation, agent in
      _ = try context.host.processes.runInteractively(invocation)
      findings = ReviewPlace(context).run(agent)
    }
    return (record.ending?.exitStatus ?? 1, findings ?? ReviewPlace.Findings())
  }

  /// The same; what it writes comes back, with what was recorded of it.
  func capture(_ request: AgentRequest) throws -> (text: String, record: RunRecord) {
    var text = ""
    let isNoMatter = { (_: String) in }
    let record = try start(request, isNoMatter) { invocation, _ in
      text = try context.host.processes.run(invocation).text
    }
    return (text, record)
  }

  private func start(
    _ request: AgentRequest, _ warn: (String) -> Void, run: (Invocation, Agent) throws -> Void
  ) throws -> RunRecord {
    var request = request
    request.isForeground = true
    request.identity = .off
    // A signal is held until there is somebody to pass it on to.
    let signals = try context.host.watching.watch([], lives: [])
    defer { withExtendedLifetime(signals) {} }
    try context.store.prepare()
    removeLeftovers()
    _ = try LaunchPlan.bubblewrap(context)
    guard let supervisor = context.installation.supervisor else { throw WorkflowError.noSupervisor }
    let name = try AgentName("\(RunHere.base)-\(UInt32.random(in: 100_000...999_999_999))")
    let item = try prepare(name, request)
    defer {
      _ = StopAgents(context).run([name])
      try? context.store.remove(name)
      item.lock.release()
    }
    guard item.record.prompt == nil else { throw WorkflowError.promptNeedsSession }
    for warning in item.warnings { warn(warning) }
    let path = context.layout.launchFile(name)
    try context.files.write(path, item.record.encode(), permissions: 0o600)
    try run(Invocation(supervisor, ["run", path]), item.agent)
    guard let record = context.store.runRecord(name) else {
      throw WorkflowError.startFailed(name, reason: "its supervisor says nothing")
    }
    if let reason = record.startProblem {
      throw StartProblem.of(item, record, reason, context)
    }
    return record
  }

  private func prepare(_ name: AgentName, _ request: AgentRequest) throws -> PreparedAgent {
    let lock = try context.store.lock(name)
    do {
      let preparation = PrepareAgent(
        context, server: try SessionServer(context),
        system: SystemLayout(of: context.files, home: context.layout.root),
        etc: try StageEtc(context).run())
      return try preparation.run(name, request, uid: try uid(for: name), lock: lock)
    } catch {
      context.store.forgetLock(of: name)
      throw error
    }
  }

  /// For a root caller, a user that has nothing.
  private func uid(for name: AgentName) throws -> UInt32? {
    guard context.host.uid == 0 else { return nil }
    let range = try context.settings.uidRange
    return try context.store.whileLocked { try context.store.uids(for: [name], in: range)[name] }
  }

  /// Removes what is left of those whose callers were killed, however far they had got: a lock is the first
  /// of an agent, and the last.
  private func removeLeftovers() {
    for file in (try? context.files.list(context.layout.state)) ?? []
    where file.hasPrefix(RunHere.base + "-") && file.hasSuffix(".lock") {
      guard let name = try? AgentName(String(file.dropLast(".lock".count))), isLeftover(name),
        let lock = try? context.store.lock(name)
      else { continue }
      try? context.store.remove(name)
      lock.release()
    }
  }

  private func isLeftover(_ name: AgentName) -> Bool {
    guard !context.files.holder(of: context.store.lockFile(name)).isAlive else { return false }
    do throws(StoreError) {
      let agent = try context.store.agent(name)
      return agent.isHere && agent.state.isDead
    } catch {
      // One that is just being made has no state yet.
      guard case .noSuchAgent = error,
        let facts = context.files.facts(context.layout.lockFile(name))
      else { return false }
      return facts.modified + Self.beginning < context.host.clock.now.seconds
    }
  }
}
