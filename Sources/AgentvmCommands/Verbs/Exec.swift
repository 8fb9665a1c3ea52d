import AgentModel
import ArgumentParser
import Host
import Workflows

struct Exec: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Type into an agent's terminal, or run a command in its sandbox.",
    discussion: """
      The text arrives byte for byte as one paste, then Enter; nothing in it is a key or a command
      of tmux. With --in the words are a command that runs beside the agent, in its sandbox and
      workspace: its output comes here, and its exit status is ours.
      """)

  @Argument(help: "The agent.")
  var name: String

  @Option(name: [.short, .long], help: "Send this file's text.")
  var file: String?

  @Flag(name: .long, help: "Do not press Enter.")
  var noEnter = false

  @Flag(name: .customLong("in"), help: "Run the words as a command inside its sandbox.")
  var isInside = false

  @Argument(parsing: .postTerminator, help: "The words, joined by blanks.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    if isInside { return try runInside(context) }
    guard file != nil || !words.isEmpty else { throw UsageError.missing(what: "TEXT") }
    if file != nil, !words.isEmpty { throw UsageError.conflict("--file", "TEXT") }
    let agent = try AgentSelection.running(name, in: context)
    let text =
      try file.map { try Typing.text(of: $0, enter: !noEnter, context) }
      ?? Array(words.joined(separator: " ").utf8)
    try Typing.send(text, to: agent, enter: !noEnter, context)
  }

  private func runInside(_ context: Context) throws {
    if file != nil { throw UsageError.conflict("--in", "--file") }
    guard !words.isEmpty else { throw UsageError.missing(what: "CMD") }
    let agent = try AgentSelection.running(name, in: context)
    let status = try ExecuteInside(context).run(words, in: agent)
    if status != 0 { throw Exit(status: status) }
  }
}

/// What is typed.
enum Typing {
  private static let limit = 16 << 20

  /// Sends to one agent. Throws `WorkflowError` when it was not reached.
  static func send(_ text: [UInt8], to agent: Agent, enter: Bool, _ context: Context) throws {
    if let (_, problem) = try SendText(context).run(text, to: [agent], enter: enter).first {
      throw problem
    }
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
