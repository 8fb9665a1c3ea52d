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

  /// Seconds for a supervisor to start its agent.
  private static let patience = 20.0

  package init(_ context: Context, server: SessionServer) {
    self.context = context
    self.server = server
  }

  /// How it went with one agent.
  package struct Outcome {
    package var agent: Agent
    package var warnings: [String]
    package var problem: (any UserFacingError)?
  }

  /// Starts them. Throws `TmuxError` or `HostError` when none could be, and
  /// `WorkflowError.interrupted`; what had not started by then is gone.
  package func run(_ prepared: [PreparedAgent]) throws -> [Outcome] {
    guard !prepared.isEmpty else { return [] }
    let watch = try context.host.watching.watch([context.layout.state], life: nil)
    do {
      try launch(prepared)
    } catch {
      prepared.forEach(discard)
      throw error
    }
    let deadline = context.host.clock.deadline(in: StartAgents.patience)
    var wasInterrupted = false
    let outcomes = prepared.map {
      conclude($0, watch: watch, deadline: deadline, wasInterrupted: &wasInterrupted)
    }
    if wasInterrupted { throw WorkflowError.interrupted }
    return outcomes
  }

  private func launch(_ prepared: [PreparedAgent]) throws {
    try server.prepare()
    let size = try context.settings.paneSize.map { text in
      guard let size = TmuxServer.Size(text) else { throw WorkflowError.invalidPaneSize(text) }
      return size
    }
    guard let supervisor = context.installation.supervisor else { throw WorkflowError.noSupervisor }
    var launches: [TmuxServer.Launch] = []
    for item in prepared {
      let path = context.layout.launchFile(item.agent.name)
      try context.files.write(path, item.record.encoded, permissions: 0o600)
      launches.append(
        TmuxServer.Launch(
          session: item.agent.session, supervisor: supervisor, record: path,
          log: item.agent.logFile))
    }
    try server.run(server.tmux.start(launches, size: size ?? .standard))
  }

  private func conclude(
    _ item: PreparedAgent, watch: any FileWatch, deadline: Deadline, wasInterrupted: inout Bool
  ) -> Outcome {
    let name = item.agent.name
    var outcome = Outcome(agent: item.agent, warnings: item.warnings, problem: nil)
    var record = context.store.runRecord(name)
    while record == nil, !wasInterrupted, !context.host.clock.isPast(deadline) {
      if watch.wait(until: deadline) == .interrupted { wasInterrupted = true }
      record = context.store.runRecord(name)
    }
    guard let record else {
      outcome.problem = WorkflowError.startFailed(name, reason: "its supervisor says nothing")
      discard(item)
      return outcome
    }
    outcome.agent.run = record
    if let reason = record.startProblem {
      outcome.problem = problem(item, record, reason)
      discard(item)
      return outcome
    }
    outcome.agent.state = record.ending.map { .dead($0) } ?? .running
    do {
      try context.store.save(outcome.agent)
      try context.store.record(
        .spawn, name,
        detail: "profile=\(item.agent.profile ?? "") sandbox=\(item.agent.sandbox.backend)")
    } catch { outcome.warnings.append("the state could not be written: '\(name)'") }
    item.lock.release()
    _ = RunHooks(context).run("post-spawn", outcome.agent)
    return outcome
  }

  /// Why the sandbox did not start: too old a bwrap, or a host that refuses it.
  private func problem(
    _ item: PreparedAgent, _ record: RunRecord, _ reason: String
  ) -> any UserFacingError {
    guard record.sandboxFailed else {
      return WorkflowError.startFailed(item.agent.name, reason: reason)
    }
    let version = try? context.host.processes.run(Invocation(item.record.program, ["--version"]))
    let numbers = (version?.text ?? "").split { !$0.isNumber }.compactMap { Int($0) }
    if numbers.count >= 2, numbers[0] == 0, numbers[1] < 8 {
      return SandboxError.tooOld(version: "\(numbers[0]).\(numbers[1])")
    }
    return SandboxError.refusedByKernel(reason: reason)
  }

  /// An agent that never ran leaves nothing; one that was there before stays.
  private func discard(_ item: PreparedAgent) {
    _ = StopAgents(context).run([item.agent.name])
    if item.isReused {
      try? context.files.remove(context.layout.launchFile(item.agent.name))
    } else {
      try? context.store.remove(item.agent.name)
    }
    item.lock.release()
  }
}
