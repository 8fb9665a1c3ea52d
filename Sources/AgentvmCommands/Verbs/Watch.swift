import AgentModel
import ArgumentParser
import Workflows

struct Watch: Verb {
  static let configuration = CommandConfiguration(abstract: "The live dashboard.")

  @Flag(name: .long, help: "Print one picture as text and end.")
  var once = false

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("Seconds between two pictures, at least.", valueName: "s"))
  var interval: Double?

  func run(in context: Context, _ output: Output) throws {
    if let interval, !(interval >= 0 && interval < 86400) {
      throw UsageError.invalidSeconds(what: "--interval", value: String(interval))
    }
    if !once, try WatchAgents(context, seconds: interval ?? 0).run() { return }
    let agents = try AgentSelection.all(tag: nil, in: context, output)
    output.line("agentvm   \(Count.of(agents.count, "agent"))   \(context.layout.root)")
    for agent in agents {
      output.line(
        Table.row([
          (agent.name.description, 20), (agent.status.text, 20),
          (agent.weakness ?? agent.profile ?? "-", 14),
          (lastLine(of: agent, context), 0),
        ]))
    }
  }

  /// The last line of its log that says anything.
  private func lastLine(of agent: Agent, _ context: Context) -> String {
    let text = (try? ReadLog(context, agent.name, isRaw: false).tail(bytes: 8192)) ?? ""
    return text.split(separator: "\n").last { $0.contains { $0 != " " } }.map(String.init) ?? ""
  }
}
