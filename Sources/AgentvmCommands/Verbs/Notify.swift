import ArgumentParser
import Workflows

/// Started by supervisors when a status changes: `__notify NAME OLD NEW SENTENCE`.
struct Notify: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Tell a person of a change.", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough)
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    // What was given after `--`, that ArgumentParser keeps.
    let words = words.first == "--" ? Array(words.dropFirst()) : words
    guard words.count == 4 else { throw UsageError.missing(what: "NAME OLD NEW SENTENCE") }
    try NotifyPerson(context).run(
      name: words[0], old: words[1], new: words[2], sentence: words[3])
  }
}
