import AgentModel
import Host
import Sessions

/// Makes one session with a window for each agent. The windows are linked, so an agent is seen there
/// and in its own session, and ending the grid ends no agent.
package struct ShowGrid {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Makes it anew for running agents; returns the session's name. Throws `TmuxError` or `HostError`.
  package func run(_ names: [AgentName]) throws -> String {
    let server = try SessionServer(context)
    if try server.has(TmuxServer.gridSession) { try server.run(server.tmux.endGrid()) }
    // A session that has just gone keeps the others out of nothing.
    _ = try context.host.processes.run(server.tmux.grid(of: names.map(\.session)))
    guard try server.has(TmuxServer.gridSession) else {
      throw TmuxError.failed(reason: "the grid did not come up")
    }
    return TmuxServer.gridSession
  }
}
