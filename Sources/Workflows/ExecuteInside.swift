import AgentModel
import Host

/// Runs a further command in the sandbox of an agent that runs, with its environment and in its
/// workspace; nothing of it goes through the agent's terminal.
package struct ExecuteInside {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Returns the command's exit status: 127 when it is not found, 126 when it can't be run.
  /// Throws `WorkflowError.notRunning`, `.endedMeanwhile` or
  /// `.tooManyCommands`.
  package func run(_ words: [String], in agent: Agent) throws -> Int32 {
    let end: CommandEnd
    do {
      end = try context.host.supervision.execute(
        words, at: context.layout.controlSocket(agent.name))
    } catch HostError.file { throw WorkflowError.notRunning(agent.name) }
    switch end {
    case .ended(let status): return status
    case .agentEnded: throw WorkflowError.endedMeanwhile(agent.name)
    case .busy: throw WorkflowError.tooManyCommands(agent.name)
    }
  }
}
