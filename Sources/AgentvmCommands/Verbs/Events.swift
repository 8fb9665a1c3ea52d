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

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many events.", valueName: "n"))
  var lines: Int?

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
    if let lines, lines < 0 {
      throw ModelError.invalidNumber(what: "the number of events", value: String(lines))
    }
    let events = try FollowEvents(context).last(lines ?? (follow ? 0 : 50))
    for event in events { show(event, output) }
    guard follow else {
      if events.isEmpty, !json, lines != 0 { output.note("nothing has happened yet") }
      return
    }
    try FollowEvents(context).follow { event in
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
