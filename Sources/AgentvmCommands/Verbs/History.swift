import AgentModel
import AgentStore
import ArgumentParser
import Workflows

struct History: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show what has happened in this home, the newest last.")

  @Option(
    name: [.customShort("n"), .long],
    help: ArgumentHelp("How many events, or all.", valueName: "n"))
  var lines = "50"

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Only these: spawn, kill, clean or purge.", valueName: "event"))
  var event: String?

  @Flag(name: .long, help: "As JSON.")
  var json = false

  private struct Row: Encodable {
    var time: String
    var event: String
    var name: String
    var detail: String
  }

  func run(in context: Context, _ output: Output) throws {
    if let event, JournalEvent(rawValue: event) == nil { throw HistoryError.unknownEvent(event) }
    var count: Int?
    if lines != "all" {
      guard let number = Int(lines), number >= 0 else {
        throw ModelError.invalidNumber(what: "the number of events", value: lines)
      }
      count = number
    }
    let entries = try Journal(context.store).entries(last: count, event: event)
    if json {
      return output.line(
        try JSONText.line(
          entries.map { Row(time: $0.time, event: $0.event, name: $0.name, detail: $0.detail) }))
    }
    guard !entries.isEmpty else {
      return output.note(event == nil && count != 0 ? "nothing has happened yet" : "no such events")
    }
    var lines = Table.lines(
      [["TIME", "EVENT", "NAME", "DETAIL"]]
        + entries.map { [$0.time, $0.event, $0.name, $0.detail] }, widths: [22, 8, 20])
    lines.insert(Table.rule(80), at: 1)
    output.lines(lines)
  }
}

/// What `history` can't show.
enum HistoryError: UserFacingError, Equatable {
  case unknownEvent(String)

  var problem: String { "an event is spawn, kill, clean or purge" }

  var culprit: String? {
    switch self {
    case .unknownEvent(let text): text
    }
  }
}
