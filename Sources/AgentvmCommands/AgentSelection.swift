import AgentModel
import ArgumentParser
import Workflows

/// Finds agents by what people type.
enum AgentSelection {
  /// The agent of that name. Throws `ModelError` or `StoreError`.
  static func agent(_ text: String, in context: Context) throws -> Agent {
    try context.store.agent(try AgentName(text))
  }

  /// The running agent of that name. Throws also `WorkflowError.notRunning`.
  static func running(_ text: String, in context: Context) throws -> Agent {
    let agent = try agent(text, in: context)
    guard !agent.state.isDead else { throw WorkflowError.notRunning(agent.name) }
    return agent
  }

  /// All agents, those whose files are broken being warned of; with a tag where one is given.
  static func all(
    tag: String?, in context: Context, _ output: Output
  ) throws -> [Agent] {
    let wanted = try tag.map { try Tag($0) }
    let (agents, problems) = context.store.agents()
    for problem in problems { output.warn(problem) }
    return agents.filter { wanted == nil || $0.tags.contains(wanted!) }
  }
}
