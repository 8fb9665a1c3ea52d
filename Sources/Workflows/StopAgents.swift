import AgentModel
import AgentStore
import Host

/// Ends agents: each supervisor is asked to end its agent, write the log out and record how it
/// ended; one that does not is killed, and its sandbox with it.
package struct StopAgents {
  private let context: Context

  /// Seconds for all of them to end by themselves.
  private static let patience = 5.0
  private static let terminate: Int32 = 15
  private static let kill: Int32 = 9

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Ends those that live; returns the names of those that do not end.
  package func run(_ names: [AgentName]) -> [AgentName] {
    let locks = names.map { context.store.lockFile($0) }
    let processes = context.host.processes
    for lock in locks { _ = processes.signal(holderOf: lock, StopAgents.terminate) }
    let deadline = context.host.clock.deadline(in: StopAgents.patience)
    var stubborn: [AgentName] = []
    for (name, lock) in zip(names, locks) {
      if processes.waitForRelease(of: lock, until: deadline) { continue }
      _ = processes.signal(holderOf: lock, StopAgents.kill)
      let released = processes.waitForRelease(
        of: lock, until: context.host.clock.deadline(in: 2))
      if !released { stubborn.append(name) }
    }
    return stubborn
  }

  /// Ends them and tells the journal; returns those that do not end.
  package func runAndRecord(_ names: [AgentName]) -> [AgentName] {
    let stubborn = run(names)
    for name in names where !stubborn.contains(name) {
      try? context.store.record(.kill, name)
    }
    return stubborn
  }
}
