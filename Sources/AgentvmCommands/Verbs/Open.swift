import AgentModel
import ArgumentParser
import Host
import Workflows

struct Open: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Open an agent's workspace in the file manager, or print its path.",
    discussion: "The path is printed where there is no desktop.")

  @Argument(help: "The agent.")
  var name: String

  func run(in context: Context, _ output: Output) throws {
    let agent = try AgentSelection.agent(name, in: context)
    guard context.files.facts(agent.workspace)?.kind == .directory else {
      throw WorkflowError.workspaceMissing(path: agent.workspace)
    }
    let environment = context.host.environment
    let hasDesktop = ["DISPLAY", "WAYLAND_DISPLAY"].contains { !(environment[$0] ?? "").isEmpty }
    guard hasDesktop, context.host.console.outputIsTerminal,
      let program = context.host.processes.find("xdg-open", in: context.programDirectories),
      try context.host.processes.run(
        Invocation(
          program, [agent.workspace], environment: environment.map { "\($0.key)=\($0.value)" })
      ).status == 0
    else { return output.line(agent.workspace) }
  }
}
