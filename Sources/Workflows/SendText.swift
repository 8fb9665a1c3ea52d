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

  /// Sends the bytes to running agents; returns those that were not reached, and why. A line that is
  /// longer than a terminal takes in its line mode is refused where the agent's is in that mode: the
  /// kernel would drop the rest of it. Throws `TmuxError` or `HostError`.
  package func run(
    _ text: [UInt8], to agents: [Agent], enter: Bool
  ) throws -> [(AgentName, WorkflowError)] {
    guard !agents.isEmpty else { return [] }
    let server = try SessionServer(context)
    let refused = try longLines(text, agents, server)
    let reached = agents.filter { agent in !refused.contains { $0.0 == agent.name } }
    guard !reached.isEmpty else { return refused }
    return try refused + send(text, to: reached, enter: enter, server)
  }

  private func send(
    _ text: [UInt8], to agents: [Agent], enter: Bool, _ server: SessionServer
  ) throws -> [(AgentName, WorkflowError)] {
    let sessions = agents.map(\.session)
    let logs = agents.map(\.logFile).filter { context.files.facts($0)?.kind == .file }
    let watch = enter ? try? context.host.watching.watch(logs, lives: []) : nil
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
      let press = server.tmux.press(presses(for: agents))
      isWhole = try context.host.processes.run(press).status == 0 && isWhole
    }
    guard !isWhole else { return [] }
    return try agents.map(\.name).filter { try !server.has($0.session) }
      .map { ($0, .notRunning($0)) }
  }

  /// What stands for Enter in each agent's terminal.
  private func presses(for agents: [Agent]) -> [(keys: [String], session: String)] {
    let library = ProfileLibrary(context)
    var known: [String: [String]] = [:]
    return agents.map { agent in
      guard let profile = agent.profile else { return (["Enter"], agent.session) }
      let keys = known[profile] ?? library.submitKeys(of: profile)
      known[profile] = keys
      return (keys, agent.session)
    }
  }

  /// The agents whose terminals would drop a part of the text.
  private func longLines(
    _ text: [UInt8], _ agents: [Agent], _ server: SessionServer
  ) throws -> [(AgentName, WorkflowError)] {
    let longest = text.split { $0 == 10 || $0 == 13 }.map(\.count).max() ?? 0
    let limit = context.host.terminals.longestLine
    guard longest > limit else { return [] }
    let listing = try server.run(server.tmux.terminals()).text
    var paths: [Substring: Substring] = [:]
    for line in listing.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2 { paths[words[0]] = words[1] }
    }
    return agents.compactMap { agent in
      guard let path = paths[agent.session[...]], context.host.terminals.isByLine(String(path))
      else { return nil }
      return (agent.name, .lineTooLong(agent.name, bytes: longest, limit: limit))
    }
  }

  private func settle(_ watch: any FileWatch) {
    let end = context.host.clock.deadline(in: SendText.patience)
    while !context.host.clock.isPast(end) {
      let quiet = context.host.clock.deadline(in: SendText.settled)
      if watch.wait(until: quiet) != .changed { return }
    }
  }
}
