import AgentModel
import AgentStore
import Host

/// Waits until agents have ended.
package struct AwaitEnd {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Waits for the first of them; nil when time ran out. Throws `StoreError`.
  package func runAny(
    _ names: [AgentName], seconds: Double?
  ) throws -> (name: AgentName, state: AgentState)? {
    let deadline = seconds.map { context.host.clock.deadline(in: $0) }
    for name in names {
      let state = try context.store.agent(name).state
      if state.isDead { return (name, state) }
    }
    let locks = names.map { context.store.lockFile($0) }
    guard
      let index = context.host.processes.waitForFirstRelease(of: locks, until: deadline)
    else { return nil }
    let name = names[index]
    return (name, context.store.state(of: name, context.store.runRecord(name)))
  }

  /// How it ended; nil when time ran out. Throws `StoreError`.
  package func run(_ name: AgentName, seconds: Double?) throws -> AgentState? {
    let deadline = seconds.map { context.host.clock.deadline(in: $0) }
    var agent = try context.store.agent(name)
    if agent.state == .starting {
      let watch = try context.host.watching.watch([context.layout.state], lives: [])
      while agent.state == .starting {
        // A command that is killed while it starts the agent changes no file: so look now and then.
        let look = context.host.clock.deadline(in: 0.5)
        switch watch.wait(until: look) {
        case .interrupted: throw WorkflowError.interrupted
        default: agent = try context.store.agent(name)
        }
        if let deadline, context.host.clock.isPast(deadline), agent.state == .starting {
          return nil
        }
      }
    }
    guard !agent.state.isDead else { return agent.state }
    guard
      context.host.processes.waitForRelease(
        of: context.store.lockFile(name), until: deadline)
    else { return nil }
    return context.store.state(of: name, context.store.runRecord(name))
  }
}
