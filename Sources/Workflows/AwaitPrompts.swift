import AgentModel
import Host

/// Waits until the agents' supervisors have delivered their prompts, or given up.
package struct AwaitPrompts {
  private let context: Context

  /// Seconds that a supervisor needs beyond the agent's own time to get ready.
  private static let patience = 25.0

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// What went wrong, by agent; those whose prompt was delivered are not in it.
  /// Throws `WorkflowError.interrupted` or `HostError`.
  package func run(
    _ agents: [Agent], readyTimeout: Int, delivered: (Agent) -> Void
  ) throws -> [(AgentName, WorkflowError)] {
    let deadline = context.host.clock.deadline(in: Double(readyTimeout) + AwaitPrompts.patience)
    var problems: [(AgentName, WorkflowError)] = []
    for agent in agents {
      // An agent that dies tells by its lock, whatever becomes of its files.
      let watch = try context.host.watching.watch(
        [context.layout.state], lives: [context.store.lockFile(agent.name)])
      let record = try wait(for: agent, watch, deadline)
      switch record?.prompt {
      case .delivered: delivered(agent)
      case nil where record != nil: continue
      default:
        let reason = record?.promptProblem ?? "its supervisor says nothing"
        problems.append((agent.name, .promptFailed(agent.name, reason: reason)))
      }
    }
    return problems
  }

  private func wait(
    for agent: Agent, _ watch: any FileWatch, _ deadline: Deadline
  ) throws -> RunRecord? {
    var record = context.store.runRecord(agent.name)
    while record?.prompt == .pending, !context.host.clock.isPast(deadline) {
      if context.store.state(of: agent.name, record).isDead { break }
      if watch.wait(until: deadline) == .interrupted { throw WorkflowError.interrupted }
      record = context.store.runRecord(agent.name)
    }
    return context.store.runRecord(agent.name)
  }
}
