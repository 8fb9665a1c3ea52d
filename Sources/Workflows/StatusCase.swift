import AgentModel
import Status

/// A labelled screen: what an agent's terminal showed, and what was true then. As a file: lines
/// `key: value`, `---`, then the screen.
package struct StatusCase: Sendable, Equatable {
  /// The profile whose rules are to know it.
  package var profile: String
  /// What is true: a claim's text.
  package var state: String
  /// The terminal's title.
  package var title: String
  /// The screen's lines.
  package var screen: [String]

  /// Makes one from its parts.
  package init(profile: String, state: String, title: String, screen: [String]) {
    self.profile = profile
    self.state = state
    self.title = title
    self.screen = screen
  }

  /// Reads a file; nil when it is not one.
  package init?(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let rule = lines.firstIndex(of: "---") else { return nil }
    var fields: [String: String] = [:]
    for line in lines[..<rule] {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields[String(line[..<colon])] = String(value)
    }
    guard let profile = fields["profile"], let state = fields["state"],
      StatusClaim(state) != nil || state == "unknown"
    else { return nil }
    self.init(
      profile: profile, state: state, title: fields["title"] ?? "",
      screen: Array(lines[(rule + 1)...]))
  }

  /// As a file.
  package var text: String {
    var screen = screen
    while screen.last?.allSatisfy({ $0 == " " }) == true { screen.removeLast() }
    return "profile: \(profile)\nstate: \(state)\ntitle: \(title)\n---\n"
      + screen.joined(separator: "\n") + "\n"
  }

  /// What rules make of it: a claim's text, `unknown` where none knows it.
  package func reading(by rules: CompiledRules) -> String {
    rules.read(screen, title: title)?.claim.text ?? rules.read(title: title)?.claim.text
      ?? "unknown"
  }
}

/// How often which state was taken for which.
package struct ConfusionMatrix: Sendable {
  private var counts: [String: [String: Int]] = [:]

  /// An empty one.
  package init() {}

  /// Counts a case.
  package mutating func add(truth: String, reading: String) {
    counts[truth, default: [:]][reading, default: 0] += 1
  }

  /// How many cases there are.
  package var total: Int { counts.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

  /// How many of them were read right.
  package var right: Int { counts.reduce(0) { $0 + ($1.value[$1.key] ?? 0) } }

  /// Every state that was true or read, sorted.
  package var states: [String] {
    Set(counts.keys).union(counts.values.flatMap(\.keys)).sorted()
  }

  /// How often `truth` was taken for `reading`.
  package func count(_ truth: String, as reading: String) -> Int { counts[truth]?[reading] ?? 0 }

  /// Of those taken for the state, how many were; nil for none.
  package func precision(of state: String) -> Double? {
    let taken = counts.values.reduce(0) { $0 + ($1[state] ?? 0) }
    return taken == 0 ? nil : Double(count(state, as: state)) / Double(taken)
  }

  /// Of those in the state, how many were taken for it; nil for none.
  package func recall(of state: String) -> Double? {
    let all = counts[state]?.values.reduce(0, +) ?? 0
    return all == 0 ? nil : Double(count(state, as: state)) / Double(all)
  }
}
