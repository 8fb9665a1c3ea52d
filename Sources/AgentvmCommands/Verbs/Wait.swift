import AgentModel
import ArgumentParser
import Workflows

struct Wait: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Wait until agents end; the exit status is theirs.",
    discussion: """
      2 when time ran out; 128 + the signal that ended it; 1 when it was lost. Of several, how each
      ended is printed, and the status is that of the first that did not end well.
      """)

  @Argument(help: "The agents.")
  var names: [String]

  @Flag(name: .long, help: "Until the first of them ends; prints its name.")
  var any = false

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
    let status = any ? try first(names, context, output) : try all(names, context, output)
    if status != 0 { throw Exit(status: status) }
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
