import AgentModel
import Host
import Sessions

/// Brings an agent of the original's to our layout when it is started again: its HOME, which lay in its
/// workspace, goes where HOMEs lie. Nothing of it is lost.
package struct AdoptLegacyAgent {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// What it is started with: the original wrote the profile's own command down as if it had been
  /// given by hand.
  package func request(for agent: Agent) -> AgentRequest {
    var request = AgentRequest(agent)
    guard agent.isLegacy else { return request }
    if let name = agent.profile, let profile = try? ProfileLibrary(context).load(name),
      let program = profile.command.first?.split("/").last,
      agent.command.first?.split("/").last == program
    {
      request.command = []
    }
    return request
  }

  /// Moves the HOME out of the workspace; true when there was one. Throws `HostError`.
  func moveHome(of agent: Agent) throws -> Bool {
    let old = "\(agent.workspace)/.home"
    guard context.files.facts(agent.home) == nil,
      context.files.facts(old)?.kind == .directory
    else { return false }
    try context.files.move(old, to: agent.home)
    return true
  }

  /// The original's agents were sessions of the user's own tmux server: one that is there still works
  /// in this workspace. It is only asked for. Throws `WorkflowError.runsElsewhere`.
  package func checkIsGone(_ agent: Agent) throws {
    guard agent.isLegacy,
      let tmux = context.host.processes.find("tmux", in: context.programDirectories)
    else { return }
    let names = ["HOME", "PATH", "TMUX_TMPDIR"]
    let environment = names.compactMap { name in
      context.host.environment[name].map { "\(name)=\($0)" }
    }
    let answer = try? context.host.processes.run(
      Invocation(tmux, ["has-session", "-t", "=\(agent.session)"], environment: environment))
    if answer?.status == 0 { throw WorkflowError.runsElsewhere(agent.name) }
  }
}
