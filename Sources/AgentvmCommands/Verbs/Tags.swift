import AgentModel
import ArgumentParser
import Workflows

struct Tags: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show or change an agent's tags.",
    discussion: "A tag replaces the one with the same key.")

  @Argument(help: "The agent.")
  var name: String

  @Argument(help: "Tags to give it, key=value.")
  var tags: [String] = []

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp("A tag to take away, by its key or whole; again for more.", valueName: "k"))
  var remove: [String] = []

  func run(in context: Context, _ output: Output) throws {
    let name = try AgentName(name)
    let added = try tags.map { try Tag($0) }
    if added.isEmpty, remove.isEmpty {
      return output.lines(try context.store.agent(name).tags.map(\.description))
    }
    let tags = try TagAgent(context).run(name, adding: added, removing: remove)
    output.info(
      tags.isEmpty
        ? "\(name) has no tags"
        : "\(name): \(tags.map(\.description).joined(separator: ","))")
  }
}
