import AgentModel
import ArgumentParser
import Workflows

struct Logs: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show an agent's output, as plain text.",
    discussion: "The log holds every byte that the agent wrote, and outlives it.")

  @Argument(help: "The agent.")
  var name: String

  @Option(
    name: [.customShort("n"), .long], help: ArgumentHelp("How many lines, or all.", valueName: "n"))
  var lines = "200"

  @Flag(name: [.short, .long], help: "Go on with what comes, until the agent ends.")
  var follow = false

  @Flag(name: .long, help: "As it was written, escapes and all.")
  var raw = false

  func run(in context: Context, _ output: Output) throws {
    let name = try AgentName(name)
    let log = ReadLog(context, name, isRaw: raw)
    // A log can be read even when its agent's state can't.
    if context.files.facts(context.layout.logFile(name)) == nil {
      _ = try context.store.agent(name)
    }
    let offset = try log.show(try amount())
    guard follow else { return }
    if try log.follow(from: offset) == .interrupted { throw Exit(status: 130) }
  }

  private func amount() throws -> ReadLog.Amount {
    if lines == "all" { return .all }
    guard let count = Int(lines), count >= 0 else {
      throw ModelError.invalidNumber(what: "the number of lines", value: lines)
    }
    return .lines(count)
  }
}
