import AgentModel
import AgentStore
import ArgumentParser
import Sessions
import Status
import TerminalText
import Workflows

struct Logs: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show agents' output, as plain text.",
    discussion: """
      The log holds every byte that the agent wrote, and outlives it; secrets in it are not shown. Of several agents each line
      begins with a name. Following goes on through restarts, and ends when all have ended. A restart
      begins a new log; --previous shows the one before it.
      """)

  @Argument(help: "The agents.")
  var names: [String] = []

  @Option(name: [.short, .long], help: ArgumentHelp("All with this tag.", valueName: "k=v"))
  var tag: String?

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("How many lines, or all. (default: 200)", valueName: "n"))
  var lines: String?

  @Option(
    name: .long,
    help: ArgumentHelp("What was written since then: 90s, 10m, 2h, 1d or a time.", valueName: "t"))
  var since: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Only lines that match this pattern.", valueName: "pattern"))
  var grep: String?

  @Flag(name: [.short, .long], help: "Go on with what comes.")
  var follow = false

  @Flag(name: .long, help: "Of the run before the last restart.")
  var previous = false

  @Flag(name: .long, help: "As it was written, escapes and all.")
  var raw = false

  @Flag(name: .long, help: "With secrets, which else are left out.")
  var unredacted = false

  func run(in context: Context, _ output: Output) throws {
    let names = try self.names(in: context, output)
    let pattern = try grep.map { try LinePattern($0) }
    let amount = try amount(now: context.host.clock.now)
    if previous, follow || since != nil {
      throw UsageError.conflict("--previous", follow ? "--follow" : "--since")
    }
    if raw, names.count > 1 { throw UsageError.conflict("--raw", "several agents") }
    if raw, grep != nil { throw UsageError.conflict("--raw", "--grep") }
    let width = names.map(\.description.utf8.count).max() ?? 0
    let followers = FollowLogs(context, isRaw: raw)
    var failed = false
    for name in names {
      let blanks = String(repeating: " ", count: width - name.description.utf8.count)
      let sink = LogOutput(
        context, mark: names.count > 1 ? "\(name)\(blanks) | " : "", pattern: pattern,
        redactor: unredacted ? nil : AgentSecrets(context).redactor(for: name))
      do {
        let log = ReadLog(context, name, isRaw: raw, output: sink, isPrevious: previous)
        // A log can be read even when its agent's state can't.
        if !previous, context.files.facts(context.layout.logFile(name)) == nil {
          let agent = try context.store.agent(name)
          if agent.state == .running {
            try showPane(of: agent, context, output)
            continue
          }
        }
        let place = try log.show(amount)
        if !follow { sink.finish() }
        if follow { try followers.add(name, log, from: place, to: sink) }
      } catch let error as any UserFacingError where names.count > 1 {
        output.error(error)
        failed = true
      }
    }
    if follow, try followers.run() { throw Exit(status: 130) }
    if failed { throw Exit(status: 1) }
  }

  private func names(in context: Context, _ output: Output) throws -> [AgentName] {
    var names = try self.names.map { try AgentName($0) }
    if let tag {
      let tagged = try AgentSelection.all(tag: tag, in: context, output).map(\.name)
      names += tagged.filter { !names.contains($0) }
      if names.isEmpty { throw LogsError.noneWithTag(tag) }
    }
    if names.isEmpty { throw UsageError.missing(what: "NAME") }
    return names
  }

  /// What the pane still shows of an agent whose log somebody has removed.
  private func showPane(of agent: Agent, _ context: Context, _ output: Output) throws {
    output.warn("its log is gone; this is what its terminal shows: '\(agent.name)'")
    let server = try SessionServer(context)
    let lines = min(Int(lines ?? "200") ?? 20_000, 20_000)
    let text = try server.run(server.tmux.text(agent.session, lines: lines)).text
    output.lines(
      text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        Printable.line(String(line), limit: 4096)
      })
  }

  private func amount(now: Timestamp) throws -> ReadLog.Amount {
    if let since {
      guard lines == nil else { throw UsageError.conflict("--since", "-n") }
      guard let time = Moment.before(now, since) else { throw LogsError.invalidTime(since) }
      return .since(time)
    }
    if lines == "all" || (lines == nil && grep != nil) { return .all }
    guard let count = Int(lines ?? "200"), count >= 0 else {
      throw ModelError.invalidNumber(what: "the number of lines", value: lines ?? "")
    }
    return .lines(count)
  }
}

/// Moments that people type.
enum Moment {
  private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]

  /// `10m` before now, or a time of its own; nil for anything else.
  static func before(_ now: Timestamp, _ text: String) -> Timestamp? {
    if let time = Timestamp(text) { return time }
    guard let unit = text.last, let factor = units[unit],
      let number = Int(text.dropLast()), number >= 0, number < 1_000_000_000
    else { return nil }
    return Timestamp(seconds: now.seconds - number * factor)
  }
}

/// What `logs` can't show.
enum LogsError: UserFacingError, Equatable {
  case invalidTime(String)
  case noneWithTag(String)

  var problem: String {
    switch self {
    case .invalidTime: "--since is 90s, 10m, 2h, 1d or a time such as 2026-01-31T12:00:00Z"
    case .noneWithTag: "no agent has this tag"
    }
  }

  var culprit: String? {
    switch self {
    case .invalidTime(let text), .noneWithTag(let text): text
    }
  }
}
