import AgentModel
import ArgumentParser
import Egress
import TerminalText
import Workflows

struct Network: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show what an agent has reached, and what it was kept from.",
    discussion: "agentvm allow lets it reach further hosts.")

  @Argument(help: "The agent.")
  var name: String

  @Flag(name: .long, help: "As JSON.")
  var json = false

  /// One line of it.
  private struct Row: Encodable {
    let host: String
    let port: UInt16
    let count: Int
    let last: String
    let verdict: String
  }

  private struct Report: Encodable {
    let name: String
    let network: String
    let allowed: [String]
    let exposed: [UInt16]
    let reached: [Row]
    let refused: [Row]
  }

  func run(in context: Context, _ output: Output) throws {
    let agent = try AgentSelection.agent(name, in: context)
    let tally = context.store.networkTally(agent.name)
    let mode = agent.network.mode ?? .host
    let rows = tally.entries.reversed().map { entry in
      Row(
        host: Printable.line(entry.key.host), port: entry.key.port, count: entry.count,
        last: entry.last.description,
        verdict: entry.key.verdict.isEmpty ? "reached" : entry.key.verdict)
    }
    let reached = rows.filter { $0.verdict == "reached" }
    let refused = rows.filter { $0.verdict != "reached" }
    if json {
      return output.line(
        try JSONText.line(
          Report(
            name: agent.name.description, network: mode.rawValue, allowed: agent.network.allowed,
            exposed: agent.network.exposed, reached: reached, refused: refused)))
    }
    output.info(heading(mode, agent))
    for row in refused + reached {
      let sentence = Refusal(rawValue: row.verdict)?.sentence ?? row.verdict
      let target = row.port == 0 ? row.host : "\(row.host):\(row.port)"
      output.line(
        Table.row([("\(row.count)", 7), (target, 42), (row.last, 26), (sentence, 0)]))
    }
  }

  private func heading(_ mode: NetworkMode, _ agent: Agent) -> String {
    switch mode {
    case .host: "\(agent.name) is on the host's own network; nothing is kept from it"
    case .none: "\(agent.name) has no network"
    case .allow where !agent.state.isDead && agent.run?.gateHasEnded == true:
      "\(agent.name) reaches nothing, for its gate has ended; agentvm restart \(agent.name)"
    case .allow: "\(agent.name) reaches what is allowed, through the gate"
    }
  }
}
