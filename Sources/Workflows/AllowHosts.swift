import AgentModel
import AgentStore
import Egress
import Host

/// Lets an agent reach further hosts: one that runs at once, and with `always` whenever it is started.
package struct AllowHosts {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Throws `EgressError`, `WorkflowError`, `StoreError` or `HostError`.
  package func run(_ name: AgentName, _ hosts: [String], always: Bool) throws {
    let rules = try hosts.flatMap { try HostSets(context).rules($0) }
    let agent = try context.store.agent(name)
    guard agent.network.mode == .allow || agent.network.mode == nil else {
      throw WorkflowError.noGate(name, agent.network.mode ?? .host)
    }
    guard always || !agent.state.isDead else { throw WorkflowError.notRunning(name) }
    if !agent.state.isDead {
      for rule in rules {
        let answer = try context.host.supervision.ask(
          [ControlMessage.allow] + Array(rule.description.utf8),
          at: context.layout.controlSocket(name))
        switch answer {
        case .ok: continue
        case nil: throw WorkflowError.notRunning(name)
        case .noGate: throw WorkflowError.gateEnded(name)
        default: throw WorkflowError.supervisorBusy(name)
        }
      }
    }
    guard always else { return }
    let lock = try context.store.lock(name)
    defer { lock.release() }
    var kept = try context.store.agent(name)
    for host in hosts where !kept.network.allowed.contains(host) {
      kept.network.allowed.append(host)
    }
    try context.store.save(kept)
  }
}
