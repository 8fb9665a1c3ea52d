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

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Sends the bytes to running agents; returns those that had no pane any more.
  /// Throws `TmuxError` or `HostError`.
  package func run(_ text: [UInt8], to agents: [Agent], enter: Bool) throws -> [AgentName] {
    guard !agents.isEmpty else { return [] }
    let server = try SessionServer(context)
    let sessions = agents.map(\.session)
    let logs = agents.map(\.logFile).filter { context.files.facts($0)?.kind == .file }
    let watch = enter ? try? context.host.watching.watch(logs, life: nil) : nil
    var isWhole = true
    if !text.isEmpty {
      // A name of this call's own, for others may be sending too.
      let buffer = "agentvm-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
      try server.run(server.tmux.load(text, into: buffer))
      isWhole =
        try context.host.processes.run(server.tmux.paste(buffer, into: sessions)).status == 0
    }
    if enter {
      if let watch, !text.isEmpty { settle(watch) }
      let press = server.tmux.press(["Enter"], in: sessions)
      isWhole = try context.host.processes.run(press).status == 0 && isWhole
    }
    guard !isWhole else { return [] }
    return try agents.map(\.name).filter { try !server.has($0.session) }
  }

  private func settle(_ watch: any FileWatch) {
    let end = context.host.clock.deadline(in: SendText.patience)
    while !context.host.clock.isPast(end) {
      let quiet = context.host.clock.deadline(in: SendText.settled)
      if watch.wait(until: quiet) != .changed { return }
    }
  }
}
