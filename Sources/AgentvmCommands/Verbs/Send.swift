import AgentModel
import ArgumentParser
import Workflows

struct Send: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Type a file's text into an agent's terminal, and press Enter.")

  @Argument(help: "The agent.")
  var name: String

  @Argument(help: "The file.")
  var file: String

  func run(in context: Context, _ output: Output) throws {
    let agent = try AgentSelection.running(name, in: context)
    let text = try Typing.text(of: file, enter: true, context)
    try Typing.send(text, to: agent, enter: true, context)
  }
}
