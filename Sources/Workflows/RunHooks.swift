import AgentModel
import Host

/// Runs the user's own scripts on the host: `hooks/pre-spawn`, `hooks/post-spawn`, and a profile's
/// setup script. Each gets the agent's HOME as third argument and as `AGENT_HOME`.
package struct RunHooks {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Runs a hook, if there is one: name, workspace, HOME. Its output and failure become warnings.
  package func run(_ hook: String, _ agent: Agent) -> [String] {
    let path = "\(context.layout.hooks)/\(hook)"
    guard context.files.isExecutable(path) else { return [] }
    return run(path, [agent.name.description, agent.workspace, agent.home], agent)
  }

  /// Runs a profile's setup script: workspace, name, HOME.
  package func runSetup(_ script: String, _ agent: Agent) -> [String] {
    guard context.files.isExecutable(script) else {
      return ["the profile's setup script can't be run: '\(script)'"]
    }
    return run(script, [agent.workspace, agent.name.description, agent.home], agent)
  }

  private func run(_ path: String, _ arguments: [String], _ agent: Agent) -> [String] {
    var environment = context.host.environment
    environment["AGENT_HOME"] = agent.home
    do {
      let completion = try context.host.processes.run(
        Invocation(
          path, arguments, environment: environment.map { "\($0.key)=\($0.value)" },
          directory: "/"))
      var lines = (completion.text + String(decoding: completion.errors, as: UTF8.self))
        .split(separator: "\n").map(String.init)
      if completion.status != 0 {
        lines.append(
          WorkflowError.scriptFailed(path: path, status: completion.status).problem
            + ": '\(path)'")
      }
      return lines
    } catch { return ["\(error.problem): '\(path)'"] }
  }
}
