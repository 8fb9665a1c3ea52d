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
    guard !agent.isHere else { throw WorkflowError.isHere(agent.name) }
    try Attaching.checkTerminal(context)
    try Attaching.attach(to: agent.session, context, output)
  }
}

/// Entering a session, for `attach`, `grid` and `--attach`.
enum Attaching {
  /// Throws `AttachError.noTerminal` when nobody could.
  static func checkTerminal(_ context: Context) throws {
    guard context.host.console.inputIsTerminal, context.host.console.outputIsTerminal else {
      throw AttachError.noTerminal
    }
  }

  /// Returns once it is left. Throws `Exit` when tmux refuses.
  static func attach(to session: String, _ context: Context, _ output: Output) throws {
    output.note("\(TmuxConfiguration.detachKeys) detaches")
    let server = try SessionServer(context)
    let status = try context.host.processes.runInteractively(server.tmux.attach(session))
    if status != 0 { throw Exit(status: 1) }
  }
}

/// Why nobody can attach.
enum AttachError: UserFacingError, Equatable {
  case noTerminal

  var problem: String { "attaching needs a terminal" }
  var hint: String? { "agentvm logs NAME -f" }
}
