import AgentModel
import ArgumentParser
import Workflows

struct Kill: Verb {
  static let configuration = CommandConfiguration(
    abstract: "End agents. Their workspaces and logs stay.")

  @Argument(help: "The agents.")
  var names: [String]

  func run(in context: Context, _ output: Output) throws {
    var running: [AgentName] = []
    var failed = false
    for text in names {
      do {
        let name = try AgentName(text)
        guard !running.contains(name) else { continue }
        let isAlive = context.files.holder(of: context.store.lockFile(name)).isAlive
        // An agent whose files are broken can still be ended.
        if !isAlive {
          try AdoptLegacyAgent(context).checkIsGone(try context.store.agent(name))
        }
        if isAlive { running.append(name) } else { output.warn("already dead: '\(name)'") }
      } catch let error as any UserFacingError {
        output.error(error)
        failed = true
      }
    }
    let stubborn = StopAgents(context).runAndRecord(running)
    failed = Killing.report(running, stubborn, output) || failed
    if failed { throw Exit(status: 1) }
  }
}

/// Ending agents, for `kill` and `killall`.
enum Killing {
  /// Says what ended and what did not; true when something did not.
  static func report(
    _ names: [AgentName], _ stubborn: [AgentName], _ output: Output
  ) -> Bool {
    for name in names where !stubborn.contains(name) { output.info("killed \(name)") }
    for name in stubborn { output.error(WorkflowError.stillAlive(name)) }
    return !stubborn.isEmpty
  }
}
