import AgentModel
import ArgumentParser
import TerminalText
import Workflows

struct Events: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show how the agents' status has changed, the newest last.",
    discussion: """
      Each supervisor writes its agent's changes down, whether or not anybody looks. With -f every
      further one is shown as it comes, and nothing that was before unless -n asks for it.
      """)

  @Flag(name: [.short, .long], help: "Go on with every further event.")
  var follow = false

  @Option(
    name: [.customShort("n"), .long], help: ArgumentHelp("How many events, or all.", valueName: "n")
  )
  var lines: String?

  @Flag(name: .long, help: "As JSON, an object a line.")
  var json = false

  private struct Row: Encodable {
    var time: String
    var name: String
    var old: String
    var new: String
    var source: String
    var sentence: String
  }

  func run(in context: Context, _ output: Output) throws {
    var count = follow ? 0 : 50
    if let lines, lines != "all" {
      guard let number = Int(lines), number >= 0 else {
        throw ModelError.invalidNumber(what: "the number of events", value: lines)
      }
      count = number
    } else if lines == "all" {
      count = .max
    }
    guard follow else {
      let events = try FollowEvents(context).last(count)
      for event in events { show(event, output) }
      if events.isEmpty, !json, count != 0 { output.note("nothing has happened yet") }
      return
    }
    try FollowEvents(context).follow(last: count) { event in
      show(event, output)
      return context.host.console.outputFailure == nil
    }
  }

  private func show(_ event: StatusEvent, _ output: Output) {
    guard json else {
      return output.line(
        Table.row([
          (event.time.description, 22), (Printable.line(event.name), 20), (event.old, 20),
          (event.new, 20), (Printable.line(event.sentence), 0),
        ]))
    }
    let row = Row(
      time: event.time.description, name: event.name, old: event.old, new: event.new,
      source: event.source, sentence: event.sentence)
    if let line = try? JSONText.line(row) { output.line(line) }
  }
}
