/// What a screen or an event of an agent says of it: takes input, works, waits or fails. Whether
/// one that takes input is idle or done, its history tells.
package struct StatusClaim: Hashable, Sendable {
  /// `ready`, `working`, `waiting` or `failing`.
  package enum Word: String, Sendable { case ready, working, waiting, failing }

  /// The word for it.
  package var word: Word
  /// More precisely; only of `waiting` and `failing`.
  package var kind: AgentStatus.Kind?

  /// Makes one from its parts.
  package init(_ word: Word, _ kind: AgentStatus.Kind? = nil) {
    self.word = word
    self.kind = kind
  }

  /// Reads `ready`, `working`, `waiting/permission`, …; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard let word = parts.first.flatMap(Word.init(rawValue:)) else { return nil }
    let kind = parts.count > 1 ? AgentStatus.Kind(rawValue: parts[1]) : nil
    guard parts.count == 1 || kind != nil else { return nil }
    self.init(word, kind)
  }

  /// As it was read.
  package var text: String { word.rawValue + (kind.map { "/\($0.rawValue)" } ?? "") }
}

/// How an agent's status shows, as its profile says: `profiles/<name>.status.yaml`. The patterns are
/// POSIX extended regular expressions, each matched within one line.
package struct StatusRules: Sendable, Equatable {
  /// Where the cursor stands: on the last line that has anything on it, or below, as after an answer
  /// that was given there.
  package enum Cursor: String, Sendable {
    case lastLine = "last-line"
    case below
  }

  /// One thing that a screen or a title may show.
  package struct Rule: Sendable, Equatable {
    /// Its name.
    package var name = ""
    /// What it says.
    package var claim = StatusClaim(.working)
    /// A pattern for the terminal's title.
    package var title: String?
    /// How many of the last lines that have anything on them are looked at; nil for all.
    package var last: Int?
    /// Where the cursor must stand; nil for anywhere.
    package var cursor: Cursor?
    /// Each must match some line.
    package var all: [String] = []
    /// One of these must.
    package var any: [String] = []
    /// None may match any line.
    package var none: [String] = []
    /// The first line that this matches is what a person is shown.
    package var sentence: String?
    /// tmux's names of the keys that agree.
    package var yes: [String] = []
    /// tmux's names of the keys that refuse.
    package var no: [String] = []

    /// An empty one.
    package init() {}
  }

  /// When it takes input.
  package var ready = ReadyRule()
  /// The input line with something in it that was not submitted.
  package struct Composer: Sendable, Equatable {
    /// A pattern for such a line.
    package var line: String
    /// Patterns for what stands there while nothing is typed.
    package var none: [String] = []
    /// How many of the last lines that have anything on them may be that line; nil for any.
    package var last: Int?
    /// A pattern for a paste that is shown by its size, and not as it is.
    package var pasted: String?

    /// With that pattern for the line.
    package init(line: String) { self.line = line }
  }

  /// Its input line; nil where a screen does not tell.
  package var composer: Composer?
  /// The first that matches decides.
  package var rules: [Rule] = []
  /// What its own events say, by their names.
  package var hooks: [String: StatusClaim] = [:]
  /// Lines that say nothing of its work.
  package var chrome: [String] = []

  /// An empty one.
  package init() {}
}

extension StatusRules {
  /// As fields of a launch record: a line each, a word and its value.
  package var fields: [String] {
    var lines: [String] = []
    lines += ready.all.map { "ready-all \($0)" } + ready.none.map { "ready-none \($0)" }
    if let composer {
      lines.append("composer \(composer.line)")
      lines += composer.none.map { "composer-none \($0)" }
      if let last = composer.last { lines.append("composer-last \(last)") }
      if let pasted = composer.pasted { lines.append("composer-pasted \(pasted)") }
    }
    lines += chrome.map { "chrome \($0)" }
    for (event, claim) in hooks.sorted(by: { $0.key < $1.key }) {
      lines.append("hook \(claim.text) \(event)")
    }
    for rule in rules {
      lines.append("rule \(rule.claim.text) \(rule.name)")
      if let title = rule.title { lines.append("title \(title)") }
      if let last = rule.last { lines.append("last \(last)") }
      if let cursor = rule.cursor { lines.append("cursor \(cursor.rawValue)") }
      lines += rule.all.map { "all \($0)" } + rule.any.map { "any \($0)" }
      lines += rule.none.map { "none \($0)" }
      if let sentence = rule.sentence { lines.append("sentence \(sentence)") }
      lines += rule.yes.map { "yes \($0)" } + rule.no.map { "no \($0)" }
    }
    return lines
  }

  /// Reads `fields`' form; nil for anything else.
  package init?(fields: [String]) {
    self.init()
    for field in fields {
      let parts = field.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      guard take(String(parts[0]), String(parts[1])) else { return nil }
    }
  }

  private mutating func take(_ word: String, _ value: String) -> Bool {
    switch word {
    case "ready-all": ready.all.append(value)
    case "ready-none": ready.none.append(value)
    case "composer": composer = Composer(line: value)
    case "composer-none": composer?.none.append(value)
    case "composer-last": composer?.last = Int(value)
    case "composer-pasted": composer?.pasted = value
    case "chrome": chrome.append(value)
    case "hook", "rule":
      let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let claim = StatusClaim(String(parts[0])) else { return false }
      if word == "hook" {
        hooks[String(parts[1])] = claim
      } else {
        var rule = Rule()
        rule.claim = claim
        rule.name = String(parts[1])
        rules.append(rule)
      }
    default:
      guard !rules.isEmpty else { return false }
      return rules[rules.count - 1].take(word, value)
    }
    return true
  }
}

extension StatusRules.Rule {
  fileprivate mutating func take(_ word: String, _ value: String) -> Bool {
    switch word {
    case "title": title = value
    case "last": last = Int(value)
    case "cursor": cursor = StatusRules.Cursor(rawValue: value)
    case "all": all.append(value)
    case "any": any.append(value)
    case "none": none.append(value)
    case "sentence": sentence = value
    case "yes": yes.append(value)
    case "no": no.append(value)
    default: return false
    }
    return true
  }
}
