import AgentModel
import ArgumentParser
import Host
import Sessions
import Workflows

struct Attach: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Enter an agent's terminal.",
    discussion: "\(TmuxConfiguration.detachKeys) leaves it again, also inside a tmux of your own.")

  @Argument(help: "The agent.")
  var name: String

  func run(in context: Context, _ output: Output) throws {
    let agent = try AgentSelection.running(name, in: context)
    guard context.host.console.inputIsTerminal, context.host.console.outputIsTerminal else {
      throw AttachError.noTerminal
    }
    output.note("\(TmuxConfiguration.detachKeys) detaches")
    let server = try SessionServer(context)
    let status = try context.host.processes.runInteractively(server.tmux.attach(agent.session))
    if status != 0 { throw Exit(status: 1) }
  }
}

/// Why nobody can attach.
enum AttachError: UserFacingError, Equatable {
  case noTerminal

  var problem: String { "attaching needs a terminal" }
  var hint: String? { "agentvm logs NAME -f" }
}
