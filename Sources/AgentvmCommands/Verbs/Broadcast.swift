import AgentModel
import ArgumentParser
import Workflows

struct Broadcast: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Type the same into all running agents, those with a tag, or those named.")

  @Option(name: [.short, .long], help: ArgumentHelp("Only those with this tag.", valueName: "k=v"))
  var tag: String?

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp("Only to this one; again for more.", valueName: "name"))
  var to: [String] = []

  @Argument(parsing: .postTerminator, help: "The words, joined by blanks.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    guard !words.isEmpty else { throw UsageError.missing(what: "TEXT") }
    let names = try to.map { try AgentName($0) }
    for name in names { _ = try context.store.agent(name) }
    let agents = try AgentSelection.all(tag: tag, in: context, output)
    let running = agents.filter { agent in
      agent.state == .running && (names.isEmpty || names.contains(agent.name))
    }
    let problems = try SendText(context).run(
      Array(words.joined(separator: " ").utf8), to: running, enter: true)
    let reached = running.filter { agent in !problems.contains { $0.0 == agent.name } }
    output.lines(reached.map { "  → \($0.name)" })
    output.info("sent to \(Count.of(reached.count, "agent"))")
    for (_, problem) in problems { output.error(problem) }
    if !problems.isEmpty { throw Exit(status: 1) }
  }
}
