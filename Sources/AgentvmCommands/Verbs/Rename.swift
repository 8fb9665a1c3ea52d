import AgentModel
import ArgumentParser
import Workflows

struct Rename: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Give an agent another name.",
    discussion: """
      Its workspace, HOME, log and session follow. An agent that runs goes on; it sees its new
      folder's path once it is restarted.
      """)

  @Argument(help: "The agent.")
  var name: String

  @Argument(help: "Its new name.")
  var new: String

  func run(in context: Context, _ output: Output) throws {
    let old = try AgentName(name)
    let new = try AgentName(new: new)
    try RenameAgent(context).run(old, to: new)
    output.info("renamed \(old) to \(new)")
  }
}
