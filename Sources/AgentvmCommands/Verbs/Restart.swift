import AgentModel
import ArgumentParser
import TerminalText
import Workflows

struct Restart: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Start an agent again in its workspace, as it was started.",
    discussion: "A running agent is ended first. Its prompt is delivered again.")

  @Argument(help: "The agent.")
  var name: String

  @Flag(name: .long, help: "Do not wait until the prompt is delivered.")
  var noWait = false

  @Option(
    name: [.customShort("e"), .customLong("env")],
    help: ArgumentHelp("A variable for it, K=V or K.", valueName: "k=v"))
  var env: [String] = []

  @Option(name: .long, help: ArgumentHelp("A file of K=V lines for it.", valueName: "file"))
  var envFile: [String] = []

  func run(in context: Context, _ output: Output) throws {
    let agent = try AgentSelection.agent(name, in: context)
    var request = AdoptLegacyAgent(context).request(for: agent)
    try Variables.add(env, envFile, to: &request, context)
    if let path = request.promptFile, context.files.facts(path) == nil {
      output.warn("its prompt file is gone; it starts without: '\(Printable.line(path))'")
      request.promptFile = nil
    }
    // What could not be started again is not ended.
    try SpawnAgents(context).check(agent.name, request)
    if !agent.state.isDead {
      guard StopAgents(context).run([agent.name]).isEmpty else {
        throw WorkflowError.stillAlive(agent.name)
      }
    }
    let report = SpawnReport(output)
    let started = try SpawnAgents(context).run([agent.name], request, parallel: nil) { event in
      if case .reused = event { return }
      report.take(event)
    }
    guard let started = started.first, report.failures == 0 else { throw Exit(status: 1) }
    if request.promptFile != nil, !noWait {
      try Prompts.wait(for: [started], request, context, output)
    }
    report.describe(started)
  }
}
