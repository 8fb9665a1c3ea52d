import AgentModel
import AgentStore
import Host
import Sandbox
import Sessions

/// Starts prepared agents: one tmux call for all, then waits until each supervisor has started its
/// agent or said why not.
package struct StartAgents {
  private let context: Context
  private let server: SessionServer
  private let size: TmuxServer.Size

  /// Seconds for a supervisor to start its agent.
  private static let patience = 20.0
  /// How often tmux is asked, and the seconds in between.
  private static let attempts = 4
  private static let pauseTime = 0.1
  /// Seconds after which a session that tmux has started, but no supervisor took, is looked for.
  private static let lookTime = 2.0
  /// Seconds for a supervisor to end, and between two looks whether it has.
  private static let endTime = 3.0
  private static let endLook = 0.02

  /// Throws `WorkflowError.invalidPaneSize`.
  package init(_ context: Context, server: SessionServer) throws {
    self.context = context
    self.server = server
    guard let text = context.settings.paneSize else {
      size = .standard
      return
    }
    guard let size = TmuxServer.Size(text) else { throw WorkflowError.invalidPaneSize(text) }
    self.size = size
  }

  /// How it went with one agent.
  package struct Outcome {
    /// The agent as it is now.
    package var agent: Agent
    /// What keeps nobody from working.
    package var warnings: [String]
    /// Why it did not start.
    package var problem: (any UserFacingError)?
  }

  /// Starts them, and tells of each as soon as it is known. Throws `TmuxError` or `HostError` when none could be, and
  /// `WorkflowError.interrupted`; what had not started by then is gone.
  package func run(_ prepared: [PreparedAgent], tell: (Outcome) -> Void) throws {
    guard !prepared.isEmpty else { return }
    let watch = try context.host.watching.watch([context.layout.state], lives: [])
    var refused: [String: TmuxError] = [:]
    do {
      refused = try launch(prepared)
    } catch {
      for item in prepared { discard(item) }
      throw error
    }
    let deadline = context.host.clock.deadline(in: StartAgents.patience)
    var wasInterrupted = false
    for item in prepared {
      let outcome = conclude(
        item, refused: refused[item.agent.session], watch: watch, deadline: deadline,
        wasInterrupted: &wasInterrupted)
      if !wasInterrupted { tell(outcome) }
    }
    ShowGrid(context).rejoin(prepared.map(\.agent.name), server)
    if wasInterrupted { throw WorkflowError.interrupted }
  }

  /// Returns the sessions that tmux would not start.
  private func launch(_ prepared: [PreparedAgent]) throws -> [String: TmuxError] {
    try server.prepare()
    guard let supervisor = context.installation.supervisor else { throw WorkflowError.noSupervisor }
    var launches: [TmuxServer.Launch] = []
    for item in prepared {
      let path = context.layout.launchFile(item.agent.name)
      try context.files.write(path, item.record.encode(), permissions: 0o600)
      launches.append(
        TmuxServer.Launch(
          session: item.agent.session, supervisor: supervisor, record: path,
          log: item.agent.logFile))
    }
    return try launch(launches)
  }

  /// A server whose last session has just ended is about to go, and may take a new one with it; and
  /// a session may be left of an agent whose supervisor is gone. So what was not started, and only
  /// that, is ended and started again: a supervisor's first act is to unlink its launch record.
  private func launch(_ launches: [TmuxServer.Launch]) throws -> [String: TmuxError] {
    var left = launches
    var refused: [String: TmuxError] = [:]
    for attempt in 1...StartAgents.attempts {
      do {
        try server.run(server.tmux.start(left, size: size))
        return [:]
      } catch let error as TmuxError {
        pause()
        left = left.filter { context.files.facts($0.record) != nil }
        if left.isEmpty { return [:] }
        refused = Dictionary(uniqueKeysWithValues: left.map { ($0.session, error) })
        guard attempt < StartAgents.attempts else { break }
        for launch in left { _ = try? server.run(server.tmux.end(launch.session)) }
      }
    }
    return refused
  }

  private func pause() {
    guard let watch = try? context.host.watching.watch([context.layout.run], lives: []) else {
      return
    }
    _ = watch.wait(until: context.host.clock.deadline(in: StartAgents.pauseTime))
  }

  private func conclude(
    _ item: PreparedAgent, refused: TmuxError?, watch: any FileWatch, deadline: Deadline,
    wasInterrupted: inout Bool
  ) -> Outcome {
    let name = item.agent.name
    var outcome = Outcome(agent: item.agent, warnings: [], problem: refused)
    if refused != nil {
      discard(item)
      return outcome
    }
    var record = context.store.runRecord(name)
    while record == nil, !wasInterrupted, !context.host.clock.isPast(deadline) {
      let look = context.host.clock.deadline(in: StartAgents.lookTime)
      switch watch.wait(until: look) {
      case .interrupted: wasInterrupted = true
      case .timeout: try? relaunch(item)
      default: break
      }
      record = context.store.runRecord(name)
    }
    guard let record else {
      outcome.problem = WorkflowError.startFailed(name, reason: "its supervisor says nothing")
      discard(item)
      return outcome
    }
    outcome.agent.run = record
    if let reason = record.startProblem {
      outcome.problem = StartProblem.of(item, record, reason, context)
      discard(item)
      return outcome
    }
    // Whoever is told that its command could not be run finds it dead.
    let over = context.host.clock.deadline(in: StartAgents.endTime)
    while record.commandFailed, !wasInterrupted, !context.host.clock.isPast(over),
      !context.store.state(of: name, record).isDead
    {
      let look = context.host.clock.deadline(in: StartAgents.endLook)
      if case .interrupted = watch.wait(until: look) { wasInterrupted = true }
    }
    outcome.agent.state = record.ending.map { .dead($0) } ?? .running
    do {
      try context.store.save(outcome.agent)
    } catch { outcome.warnings.append("the state could not be written: '\(name)'") }
    do {
      try context.store.record(
        .spawn, name,
        detail: "profile=\(item.agent.profile ?? "") sandbox=\(item.agent.sandbox.backend)")
    } catch {
      outcome.warnings.append("the journal could not be written: '\(context.layout.journal)'")
    }
    item.lock.release()
    _ = RunHooks(context).run("post-spawn", outcome.agent)
    return outcome
  }

  /// Starts a session again that went with its server before its supervisor could begin.
  private func relaunch(_ item: PreparedAgent) throws {
    guard context.files.facts(context.layout.launchFile(item.agent.name)) != nil else { return }
    _ = try launch([item])
  }

  /// An agent that never ran leaves nothing behind, and one that was there before is as it was.
  private func discard(_ item: PreparedAgent) {
    let name = item.agent.name
    _ = StopAgents(context).run([name])
    try? context.files.remove(context.layout.launchFile(name))
    item.undo.run(context.files)
    context.store.forgetLock(of: name)
    item.lock.release()
  }
}
