import AgentModel
import AgentStore
import Host

/// Waits until agents are in one of some states.
package struct AwaitStatus {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// How the waiting ended for an agent.
  package enum Outcome: Sendable, Equatable {
    case reached(AgentStatus)
    /// It ended, and that was not waited for.
    case ended(AgentState)
    case timedOut
  }

  /// Waits for all of them, or the first. Tells of each as soon as it is known, and returns what is
  /// known of each. Throws `StoreError`, `HostError` or `WorkflowError.interrupted`.
  package func run(
    _ names: [AgentName], for words: Set<AgentStatus.Word>, any: Bool, seconds: Double?,
    tell: (AgentName, Outcome) -> Void
  ) throws -> [AgentName: Outcome] {
    let deadline = seconds.map { context.host.clock.deadline(in: $0) }
    // An agent that dies tells by its lock, whatever becomes of its files.
    let watch = try context.host.watching.watch(
      [context.layout.state], lives: names.map { context.store.lockFile($0) })
    var known: [AgentName: Outcome] = [:]
    while true {
      for name in names where known[name] == nil {
        guard let outcome = outcome(of: try context.store.agent(name), words) else { continue }
        known[name] = outcome
        tell(name, outcome)
        if any, case .reached = outcome { return known }
      }
      if known.count == names.count { return known }
      if let deadline, context.host.clock.isPast(deadline) {
        for name in names where known[name] == nil { known[name] = .timedOut }
        return known
      }
      if watch.wait(until: deadline) == .interrupted { throw WorkflowError.interrupted }
    }
  }

  private func outcome(of agent: Agent, _ words: Set<AgentStatus.Word>) -> Outcome? {
    let status = agent.status
    if words.contains(status.word) { return .reached(status) }
    return agent.state.isDead ? .ended(agent.state) : nil
  }
}
