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

  @Flag(
    name: .long,
    help: "Wait until the agent is ready, and until it has taken the text; status 1 if it does not."
  )
  var deliver = false

  @Option(
    name: .long,
    help: ArgumentHelp("With --deliver: seconds for the agent to be ready.", valueName: "s"))
  var timeout: Int?

  @Flag(name: .customLong("in"), help: "Run the words as a command inside its sandbox.")
  var isInside = false

  @Argument(parsing: .postTerminator, help: "The words, joined by blanks.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    if let timeout, timeout < 1 {
      throw UsageError.invalidNumber(what: "--timeout", value: String(timeout))
    }
    if timeout != nil, !deliver { throw UsageError.missing(what: "--deliver") }
    if deliver, noEnter { throw UsageError.conflict("--deliver", "--no-enter") }
    if deliver, isInside { throw UsageError.conflict("--deliver", "--in") }
    if isInside { return try runInside(context) }
    guard file != nil || !words.isEmpty else { throw UsageError.missing(what: "TEXT") }
    if file != nil, !words.isEmpty { throw UsageError.conflict("--file", "TEXT") }
    let agent = try AgentSelection.running(name, in: context)
    let text =
      try file.map { try Typing.text(of: $0, enter: !noEnter, context) }
      ?? Array(words.joined(separator: " ").utf8)
    guard deliver else { return try Typing.send(text, to: agent, enter: !noEnter, context) }
    let problem = try context.host.supervision.deliver(
      text, seconds: timeout ?? Self.readySeconds, at: context.layout.controlSocket(agent.name))
    if let problem { throw WorkflowError.promptFailed(agent.name, reason: problem) }
  }

  private static let readySeconds = 60

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
