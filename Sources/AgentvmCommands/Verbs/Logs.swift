import AgentModel
import ArgumentParser
import Sessions
import TerminalText
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
      let agent = try context.store.agent(name)
      if agent.state == .running { return try showPane(of: agent, context, output) }
    }
    let offset = try log.show(try amount())
    guard follow else { return }
    if try log.follow(from: offset) == .interrupted { throw Exit(status: 130) }
  }

  /// What the pane still shows of an agent whose log somebody has removed.
  private func showPane(of agent: Agent, _ context: Context, _ output: Output) throws {
    output.warn("its log is gone; this is what its terminal shows: '\(agent.name)'")
    let server = try SessionServer(context)
    let lines = min(Int(lines) ?? 20_000, 20_000)
    let text = try server.run(server.tmux.text(agent.session, lines: lines)).text
    output.lines(
      text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        Printable.line(String(line), limit: 4096)
      })
  }

  private func amount() throws -> ReadLog.Amount {
    if lines == "all" { return .all }
    guard let count = Int(lines), count >= 0 else {
      throw ModelError.invalidNumber(what: "the number of lines", value: lines)
    }
    return .lines(count)
  }
}
