import AgentModel
import ArgumentParser
import Workflows

struct Spawn: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Start an agent in a sandbox and session of its own.",
    discussion: "Without a profile or a command it is a shell.")

  @Argument(help: "The agent's name.")
  var name: String

  @OptionGroup var options: AgentOptions
  @OptionGroup var source: SourceOptions

  @Argument(parsing: .postTerminator, help: "The command to run instead of the profile's.")
  var command: [String] = []

  func run(in context: Context, _ output: Output) throws {
    let name = try AgentName(new: name)
    if options.attach { try Attaching.checkTerminal(context) }
    var request = try options.request(command, in: context)
    try source.add(to: &request, options, in: context)
    let report = SpawnReport(output)
    let agents = try SpawnAgents(context).run([name], request, parallel: nil, report: report.take)
    guard let agent = agents.first, report.failures == 0 else { throw Exit(status: 1) }
    if request.promptFile != nil, !source.noWait {
      try Prompts.wait(for: [agent], request, context, output)
    }
    report.describe(agent)
    if options.attach { try Attaching.attach(to: agent.session, context, output) }
  }
}

/// Waiting for prompts, for `spawn`, `swarm` and `restart`.
enum Prompts {
  /// Throws `Exit` when one was not delivered, having said so.
  static func wait(
    for agents: [Agent], _ request: AgentRequest, _ context: Context, _ output: Output
  ) throws {
    let problems = try AwaitPrompts(context).run(agents, readyTimeout: request.readyTimeout) {
      output.info("prompt delivered to \($0.name)")
    }
    for (_, problem) in problems { output.error(problem) }
    guard problems.isEmpty else { throw Exit(status: 1) }
  }
}
