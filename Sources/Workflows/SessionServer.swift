import AgentModel
import AgentStore
import Host
import Sessions

/// This home's tmux server.
package struct SessionServer: Sendable {
  private let context: Context
  /// The server.
  package let tmux: TmuxServer

  /// Finds tmux. Throws `TmuxError.notInstalled`, `StoreError` or `HostError`.
  package init(_ context: Context) throws {
    self.context = context
    guard let program = context.host.processes.find("tmux", in: context.programDirectories) else {
      throw TmuxError.notInstalled
    }
    tmux = TmuxServer(
      program: program,
      socket: context.layout.tmuxSocket(fallback: try SessionServer.fallback(context)),
      configurationFile: context.layout.tmuxConfiguration)
  }

  /// Runs tmux. Throws `TmuxError.failed` or `HostError`.
  @discardableResult
  package func run(_ invocation: Invocation) throws -> Completion {
    let completion = try context.host.processes.run(invocation)
    guard completion.status == 0 else {
      throw TmuxError.failed(reason: completion.lastError)
    }
    return completion
  }

  /// Whether the server has a session of that very name. Throws `HostError`.
  package func has(_ session: String) throws -> Bool {
    try context.host.processes.run(tmux.find(session)).status == 0
  }

  /// Writes the server's configuration where it is not yet as it should be. Throws `HostError`.
  package func prepare() throws {
    let path = context.layout.tmuxConfiguration
    let text = Array(TmuxConfiguration.text.utf8)
    if let present = try? context.files.read(path, limit: 65536), present == text { return }
    try context.files.write(path, text, permissions: 0o600)
  }

  /// The folder of sockets for homes whose own path is too long: only ours, whoever else may write
  /// to `/tmp`.
  private static func fallback(_ context: Context) throws -> String {
    let folder = "/tmp/agentvm-\(context.host.uid)"
    guard context.layout.tmuxSocket(fallback: folder).hasPrefix(folder) else { return folder }
    _ = try context.files.createDirectory(folder, permissions: 0o700)
    guard let facts = context.files.facts(folder), facts.kind == .directory,
      facts.owner == context.host.uid, facts.permissions & 0o077 == 0
    else { throw StoreError.untrustedFolder(path: folder) }
    return folder
  }
}
