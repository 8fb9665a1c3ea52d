import AgentModel
import ArgumentParser
import Workflows

struct Run: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Run one task: its output here, its exit status ours.",
    discussion: """
      The agent's output comes as it is written, as plain text. Unless it is kept, nothing of the
      agent is left. The exit status is the agent's own, 128 + the signal that ended it, 124 when
      time ran out.
      """)

  @OptionGroup var options: AgentOptions

  @Option(name: .long, help: "The agent's name.")
  var name: String?

  @Flag(name: .long, help: "Keep the agent and its workspace.")
  var keep = false

  @Argument(parsing: .postTerminator, help: "The command to run.")
  var command: [String] = []

  func run(in context: Context, _ output: Output) throws {
    if options.attach { try Attaching.checkTerminal(context) }
    // From here on a signal is an event: whatever happens, the agent does not stay behind.
    let signals = try context.host.watching.watch([], lives: [])
    defer { withExtendedLifetime(signals) {} }
    let name = try AgentName(new: name ?? randomName(context))
    var request = try options.request(command, in: context)
    if !options.identity { request.identity = .off }
    request.isHeadless = !options.attach
    // It is this command that ends it, and says so.
    request.limits.seconds = nil
    guard !command.isEmpty || request.profile != nil else {
      throw UsageError.missing(what: "a command or -p PROFILE")
    }
    // What lies there already is somebody's work.
    let layout = context.layout
    for path in [layout.stateFile(name), layout.workspace(name), layout.home(name)] {
      guard context.files.facts(path) == nil else { throw RunError.nameTaken(name) }
    }
    let report = SpawnReport(output, isQuiet: true)
    let agents = try SpawnAgents(context).run([name], request, parallel: nil, report: report.take)
    guard !agents.isEmpty else { throw Exit(status: 1) }
    if options.attach { try Attaching.attach(to: name.session, context, output) }
    let outcome = try RunAgent(context, name, given: request.environment).follow(
      seconds: options.timeout, showing: !options.attach, keep: keep)
    if outcome.timedOut { output.warn("time ran out; the agent was ended: '\(name)'") }
    if let problem = outcome.remains { output.warn(problem) }
    if let problem = outcome.promptProblem {
      output.error(WorkflowError.promptFailed(name, reason: problem))
    }
    if outcome.exitStatus != 0 { throw Exit(status: outcome.exitStatus) }
    if outcome.promptProblem != nil { throw Exit(status: 1) }
  }

  private func randomName(_ context: Context) -> String {
    "run-\(context.host.clock.now.seconds)-\(UInt16.random(in: 1000...9999))"
  }
}

/// Why `run` does not start.
enum RunError: UserFacingError, Equatable {
  case nameTaken(AgentName)

  var problem: String { "an agent or a folder of that name exists" }

  var culprit: String? {
    switch self {
    case .nameTaken(let name): name.description
    }
  }
}
