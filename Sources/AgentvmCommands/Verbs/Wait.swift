import AgentModel
import ArgumentParser
import Workflows

struct Wait: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Wait until an agent ends; its exit status is ours.",
    discussion: "2 when time ran out; 128 + the signal that ended it; 1 when it was lost.")

  @Argument(help: "The agent.")
  var name: String

  @Option(name: .long, help: ArgumentHelp("Wait so many seconds at most.", valueName: "s"))
  var timeout: Double?

  func run(in context: Context, _ output: Output) throws {
    if let timeout, !(timeout >= 0) {
      throw UsageError.invalidSeconds(what: "--timeout", value: String(timeout))
    }
    let name = try AgentName(name)
    guard let state = try AwaitEnd(context).run(name, seconds: timeout) else {
      output.warn("time ran out; the agent still runs: '\(name)'")
      throw Exit(status: 2)
    }
    guard case .dead(let ending?) = state else { return }
    let status = ending.exitStatus ?? 1
    if status != 0 { throw Exit(status: status) }
  }
}
