import AgentModel
import ArgumentParser
import Workflows

struct Clone: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Copy an agent with its workspace and HOME; restart starts the copy.")

  @Argument(help: "The agent.")
  var name: String

  @Argument(help: "The copy's name.")
  var new: String

  func run(in context: Context, _ output: Output) throws {
    let source = try AgentName(name)
    let copy = try CloneAgent(context).run(source, to: try AgentName(new: new))
    output.info("cloned \(source) to \(copy.name)")
    output.line("start it with: agentvm restart \(copy.name)")
  }
}
