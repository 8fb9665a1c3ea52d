import AgentModel
import Host
import Sessions

/// Types into agents' panes: one paste for all of them, and, once their terminals have settled,
/// Enter.
package struct SendText {
  private let context: Context

  /// Seconds without output after which a paste was taken; and at most that long for agents that
  /// never stop writing.
  private static let settled = 0.15
  private static let patience = 1.5

  package init(_ context: Context) { self.context = context }

  /// Sends the bytes to running agents. Throws `TmuxError` or `HostError`.
  package func run(_ text: [UInt8], to agents: [Agent], enter: Bool) throws {
    guard !agents.isEmpty else { return }
    let server = try SessionServer(context)
    let sessions = agents.map(\.session)
    let logs = agents.map(\.logFile).filter { context.files.facts($0)?.kind == .file }
    let watch = enter ? try? context.host.watching.watch(logs, life: nil) : nil
    if !text.isEmpty { try server.run(server.tmux.paste(text, into: sessions)) }
    guard enter else { return }
    if let watch, !text.isEmpty { settle(watch) }
    try server.run(server.tmux.press(["Enter"], in: sessions))
  }

  private func settle(_ watch: any FileWatch) {
    let end = context.host.clock.deadline(in: SendText.patience)
    while !context.host.clock.isPast(end) {
      let quiet = context.host.clock.deadline(in: SendText.settled)
      if watch.wait(until: quiet) != .changed { return }
    }
  }
}
