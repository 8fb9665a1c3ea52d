import AgentModel
import ArgumentParser
import Host
import Workflows

struct Exec: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Type into an agent's terminal, and press Enter.",
    discussion: "The text arrives as one paste; nothing in it is a key or a command of tmux.")

  @Argument(help: "The agent.")
  var name: String

  @Option(name: [.short, .long], help: "Send this file's text.")
  var file: String?

  @Flag(name: .long, help: "Do not press Enter.")
  var noEnter = false

  @Argument(parsing: .postTerminator, help: "The words, joined by blanks.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    guard file != nil || !words.isEmpty else { throw UsageError.missing(what: "TEXT") }
    let agent = try AgentSelection.running(name, in: context)
    let text =
      try file.map { try Typing.text(of: $0, enter: !noEnter, context) }
      ?? Array(words.joined(separator: " ").utf8)
    try Typing.send(text, to: agent, enter: !noEnter, context)
  }
}

/// What is typed.
enum Typing {
  private static let limit = 16 << 20

  /// Sends to one agent. Throws `WorkflowError.notRunning` when it has gone meanwhile.
  static func send(_ text: [UInt8], to agent: Agent, enter: Bool, _ context: Context) throws {
    let gone = try SendText(context).run(text, to: [agent], enter: enter)
    if !gone.isEmpty { throw WorkflowError.notRunning(agent.name) }
  }

  /// A file's bytes. The newline at its end is what Enter stands for.
  static func text(of file: String, enter: Bool, _ context: Context) throws -> [UInt8] {
    let path = Paths.absolute(file, context.host)
    do {
      var bytes = try context.files.readFollowingLinks(path, limit: limit)
      if enter, bytes.last == 10 { bytes.removeLast() }
      return bytes
    } catch HostError.file { throw WorkflowError.fileMissing(path: path) }
  }
}
