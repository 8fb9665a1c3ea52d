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
    let list = names.map { "\($0)\n" }.joined()
    try context.files.write(context.layout.grid, Array(list.utf8), permissions: 0o600)
    return TmuxServer.gridSession
  }

  /// Brings agents that were started again back to the grid that showed them; nothing where none does.
  func rejoin(_ names: [AgentName], _ server: SessionServer) {
    guard let bytes = try? context.files.read(context.layout.grid, limit: 1 << 20) else { return }
    let shown = Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
    let sessions = names.filter { shown.contains($0.description) }.map(\.session)
    // A grid that nobody has any more is no error.
    if !sessions.isEmpty { _ = try? server.run(server.tmux.addToGrid(sessions)) }
  }
}
