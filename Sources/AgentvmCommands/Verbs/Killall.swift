import AgentModel
import ArgumentParser
import Workflows

struct Killall: Verb {
  static let configuration = CommandConfiguration(
    abstract: "End all running agents, or those with a tag.")

  @Option(name: [.short, .long], help: ArgumentHelp("Only those with this tag.", valueName: "k=v"))
  var tag: String?

  @Flag(name: [.short, .long], help: "Do not ask.")
  var force = false

  func run(in context: Context, _ output: Output) throws {
    let agents = try AgentSelection.all(tag: tag, in: context, output)
    let names = agents.filter { !$0.state.isDead }.map(\.name)
    guard !names.isEmpty else { return output.info("no running agents") }
    if !force {
      output.lines(names.map { "  \($0)" })
      let answer = output.ask("end \(Count.of(names.count, "agent"))? [y/N]")
      guard let answer, ["y", "yes"].contains(answer.lowercased()) else {
        throw Abort.notConfirmed
      }
    }
    if Killing.report(names, StopAgents(context).run(names), output) { throw Exit(status: 1) }
  }
}

/// Why nothing was done.
enum Abort: UserFacingError, Equatable {
  case notConfirmed

  var problem: String { "nothing was done, for it was not confirmed" }
  var hint: String? { "--force" }
}
