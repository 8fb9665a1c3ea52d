import AgentModel
import ArgumentParser
import Workflows

struct Broadcast: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Type the same into all running agents, or those with a tag.")

  @Option(name: [.short, .long], help: ArgumentHelp("Only those with this tag.", valueName: "k=v"))
  var tag: String?

  @Argument(parsing: .postTerminator, help: "The words, joined by blanks.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    guard !words.isEmpty else { throw UsageError.missing(what: "TEXT") }
    let agents = try AgentSelection.all(tag: tag, in: context, output)
    let running = agents.filter { $0.state == .running }
    let problems = try SendText(context).run(
      Array(words.joined(separator: " ").utf8), to: running, enter: true)
    let reached = running.filter { agent in !problems.contains { $0.0 == agent.name } }
    output.lines(reached.map { "  → \($0.name)" })
    output.info("sent to \(Count.of(reached.count, "agent"))")
    for (_, problem) in problems { output.error(problem) }
    if !problems.isEmpty { throw Exit(status: 1) }
  }
}
