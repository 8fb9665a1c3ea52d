import AgentModel
import Glibc

/// The agent's network, as long as it runs.
extension Supervisor {
  func networkDescriptors(_ sandbox: SandboxProcess) -> [Int32] {
    guard let gate else { return [] }
    return (gate.isAlive ? [gate.channel] : []) + (isWaitingForNetwork ? [sandbox.information] : [])
  }

  /// Opens the gate in the sandbox's network, and only then lets the agent start; without a gate there
  /// is no agent.
  func tend(_ gate: NetworkGate, _ sandbox: SandboxProcess, _ ready: Set<Int32>) {
    if ready.contains(gate.channel) { take(gate.tallies()) }
    guard isWaitingForNetwork else { return }
    if sandbox.information >= 0, ready.contains(sandbox.information),
      let first = sandbox.readInformation()
    {
      gate.enter(networkOf: first)
    }
    switch gate.progress {
    case .waiting: break
    case .open:
      isWaitingForNetwork = false
      sandbox.go()
    case .failed:
      isWaitingForNetwork = false
      let complaint = String(decoding: gate.complaints(), as: UTF8.self)
      sandbox.complain(complaint.isEmpty ? "the network gate could not be opened" : complaint)
      sandbox.end()
    }
  }

  func take(_ tallies: [(key: NetworkTally.Key, count: Int)]) {
    recorder.take(tallies, agent: record.name, file: record.networkFile)
  }
}
