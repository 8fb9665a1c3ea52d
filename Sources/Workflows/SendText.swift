import AgentModel
import Host
import Sessions

/// Types into agents' panes: one paste for all of them, and, once they had time to take it, the keys
/// that submit it.
package struct SendText {
  private let context: Context

  /// Seconds between a paste and its keys: Codex takes what comes sooner for a part of the paste.
  private static let pause = 0.2
  /// Bytes up to which that pause is enough, and tmux itself presses the keys when it is over.
  private static let smallText = 16384
  /// Seconds without output after which a large paste was taken; and at most that long for agents
  /// that never stop writing.
  private static let settled = 0.15
  private static let patience = 5.0

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Sends the bytes to running agents; returns those that were not reached, and why. A line that is
  /// longer than a terminal takes in its line mode is refused where the agent's is in that mode: the
  /// kernel would drop the rest of it. Throws `TmuxError` or `HostError`.
  package func run(
    _ text: [UInt8], to agents: [Agent], enter: Bool
  ) throws -> [(AgentName, WorkflowError)] {
    // On its caller's own terminal nobody else types.
    let here = agents.filter(\.isHere).map { ($0.name, WorkflowError.isHere($0.name)) }
    let agents = agents.filter { !$0.isHere }
    guard !agents.isEmpty else { return here }
    let server = try SessionServer(context)
    let refused = try here + longLines(text, agents, server)
    let reached = agents.filter { agent in !refused.contains { $0.0 == agent.name } }
    guard !reached.isEmpty else { return refused }
    return try refused + inTurn { try send(text, to: reached, enter: enter, server) }
  }

  private func send(
    _ text: [UInt8], to agents: [Agent], enter: Bool, _ server: SessionServer
  ) throws -> (isLater: Bool, problems: [(AgentName, WorkflowError)]) {
    let typings = typings(for: agents)
    let isLater = enter && !text.isEmpty && text.count <= SendText.smallText
    var isWhole = true
    if !text.isEmpty {
      // A name of this call's own, for others may be sending too.
      let buffer = "agentvm-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
      let isPlain = TmuxServer.isPlain(text)
      if !isPlain { try server.run(server.tmux.load(text, into: buffer)) }
      let paste = server.tmux.paste(
        buffer, text: isPlain ? text : nil, into: typings,
        pressingAfter: isLater ? SendText.pause : nil)
      let watch = enter && !isLater ? watch(agents) : nil
      isWhole = try context.host.processes.run(paste).status == 0
      if let watch { settle(watch) }
    }
    if enter, !isLater {
      isWhole =
        try context.host.processes.run(server.tmux.press(typings)).status == 0 && isWhole
    }
    if enter { for agent in agents { tell(agent) } }
    guard !isWhole else { return (isLater, []) }
    let gone = try agents.map(\.name).filter { try !server.has($0.session) }
    return (isLater, gone.map { ($0, .notRunning($0)) })
  }

  /// Its supervisor knows by this that a turn begins, also where nothing on the screen says so.
  private func tell(_ agent: Agent) {
    _ = try? context.host.supervision.ask(
      [ControlMessage.sent], at: context.layout.controlSocket(agent.name))
  }

  /// One after the other: what is typed next comes after the keys of what was typed before, also when
  /// tmux has yet to press them.
  private func inTurn(
    _ body: () throws -> (isLater: Bool, problems: [(AgentName, WorkflowError)])
  ) throws -> [(AgentName, WorkflowError)] {
    let lock = try context.files.lock(
      LockFile(path: context.layout.typing), .command, wait: true)
    defer { lock?.release() }
    let clock = context.host.clock
    let path = context.layout.typingEnd
    let before = (try? context.files.read(path, limit: 64)) ?? []
    let end = Deadline(nanoseconds: Int64(String(decoding: before, as: UTF8.self)) ?? 0)
    // A time that is further away is one of before a reboot.
    if !clock.isPast(end), clock.deadline(in: 2 * SendText.pause).nanoseconds > end.nanoseconds,
      let watch = try? context.host.watching.watch([], lives: [])
    {
      while !clock.isPast(end), watch.wait(until: end) != .interrupted {}
    }
    let (isLater, problems) = try body()
    if isLater {
      let end = clock.deadline(in: SendText.pause + 0.02).nanoseconds
      // The text is out, whatever becomes of this.
      try? context.files.write(path, Array(String(end).utf8), permissions: 0o600)
    }
    return problems
  }

  private func watch(_ agents: [Agent]) -> (any FileWatch)? {
    let logs = agents.map(\.logFile).filter { context.files.facts($0)?.kind == .file }
    return try? context.host.watching.watch(logs, lives: [])
  }

  /// What stands for Enter in each agent's terminal.
  private func typings(for agents: [Agent]) -> [TmuxServer.Typing] {
    let library = ProfileLibrary(context)
    var known: [String: [String]] = [:]
    return agents.map { agent in
      let pane = agent.run?.pane ?? TmuxServer.target(agent.session)
      guard let profile = agent.profile else {
        return TmuxServer.Typing(pane: pane, keys: ["Enter"])
      }
      let keys = known[profile] ?? library.submitKeys(of: profile)
      known[profile] = keys
      return TmuxServer.Typing(pane: pane, keys: keys)
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
