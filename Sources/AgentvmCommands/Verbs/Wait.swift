import AgentModel
import ArgumentParser
import Workflows

struct Wait: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Wait until agents end, or are in a state; the exit status is theirs.",
    discussion: """
      With --for the status is 0 when all (with --any: one) got there, and 1 when one ended before.
      2 when time ran out; 128 + the signal that ended it; 1 when it was lost. Of several, how each
      ended is printed, and the status is that of the first that did not end well.
      """)

  @Argument(help: "The agents.")
  var names: [String]

  @Flag(name: .long, help: "Until the first of them ends; prints its name.")
  var any = false

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("Until they are waiting, idle, done or dead.", valueName: "state,…"))
  var states: String?

  @Option(name: .long, help: ArgumentHelp("Wait so many seconds at most.", valueName: "s"))
  var timeout: Double?

  private static let timeoutStatus: Int32 = 2

  func run(in context: Context, _ output: Output) throws {
    if let timeout, !(timeout >= 0 && timeout.isFinite) {
      throw UsageError.invalidSeconds(what: "--timeout", value: String(timeout))
    }
    let names = try names.map { try AgentName($0) }
    // A name that nobody has is said at once, not after the others have ended.
    for name in names { _ = try context.store.agent(name) }
    if let words = try words() {
      return try wait(for: words, names, context, output)
    }
    let status = any ? try first(names, context, output) : try all(names, context, output)
    if status != 0 { throw Exit(status: status) }
  }

  /// The states that can be waited for.
  static let states = ["waiting", "idle", "done", "dead", "working", "failing"]

  private func words() throws -> Set<AgentStatus.Word>? {
    guard let states else { return nil }
    let words = states.split(separator: ",").map(String.init)
    for word in words where !Self.states.contains(word) { throw WaitError.invalidState(word) }
    guard !words.isEmpty else { throw WaitError.invalidState(states) }
    return Set(words.compactMap(AgentStatus.Word.init(rawValue:)))
  }

  private func wait(
    for words: Set<AgentStatus.Word>, _ names: [AgentName], _ context: Context, _ output: Output
  ) throws {
    let outcomes = try AwaitStatus(context).run(
      names, for: words, any: any, seconds: timeout
    ) { name, outcome in
      switch outcome {
      case .reached(let status):
        if any { output.line(name.description) }
        if !any, names.count > 1 { output.line("\(name): \(status.text)") }
      case .ended(let state):
        output.warn("it ended before, \(EndingText.of(state)): '\(name)'")
      case .timedOut: break
      }
    }
    if any, outcomes.values.contains(where: { if case .reached = $0 { true } else { false } }) {
      return
    }
    for name in names where outcomes[name] == .timedOut {
      output.warn("time ran out; it is \(try context.store.agent(name).status.text): '\(name)'")
    }
    if outcomes.values.contains(.timedOut) { throw Exit(status: Self.timeoutStatus) }
    if outcomes.values.contains(where: { if case .ended = $0 { true } else { false } }) {
      throw Exit(status: 1)
    }
  }

  private func first(
    _ names: [AgentName], _ context: Context, _ output: Output
  ) throws -> Int32 {
    guard let (name, state) = try AwaitEnd(context).runAny(names, seconds: timeout) else {
      output.warn("time ran out; all of them still run")
      return Self.timeoutStatus
    }
    output.line(name.description)
    return Self.status(of: state)
  }

  private func all(
    _ names: [AgentName], _ context: Context, _ output: Output
  ) throws -> Int32 {
    let deadline = timeout.map { context.host.clock.deadline(in: $0) }
    var status: Int32 = 0
    for name in names {
      let left = deadline.map {
        Double(max(0, $0.nanoseconds - context.host.clock.monotonic)) / 1e9
      }
      guard let state = try AwaitEnd(context).run(name, seconds: left) else {
        output.warn("time ran out; the agent still runs: '\(name)'")
        return Self.timeoutStatus
      }
      if names.count > 1 { output.line("\(name): \(EndingText.of(state))") }
      if state == .dead(.lost), names.count == 1 {
        output.warn("nothing recorded how the agent ended: '\(name)'")
      }
      if status == 0 { status = Self.status(of: state) }
    }
    return status
  }

  private static func status(of state: AgentState) -> Int32 {
    guard case .dead(let ending?) = state else { return 0 }
    return ending.exitStatus ?? 1
  }
}

/// What can't be waited for.
enum WaitError: UserFacingError, Equatable {
  case invalidState(String)

  var problem: String { "what is waited for is one of \(Wait.states.joined(separator: ", "))" }

  var culprit: String? {
    switch self {
    case .invalidState(let text): text
    }
  }
}
