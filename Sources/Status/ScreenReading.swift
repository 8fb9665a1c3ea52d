import AgentModel

/// What a screen, or a title, says by a profile's rules.
package struct ScreenReading: Equatable, Sendable {
  /// What it says.
  package var claim: StatusClaim
  /// The rule that says so; `ready` and `composer` for those two.
  package var rule: String
  /// What a person is shown.
  package var sentence: String?
}

/// A profile's rules with their patterns compiled.
package final class CompiledRules {
  private struct Rule {
    let rule: StatusRules.Rule
    let title: LinePattern?
    let all: [LinePattern]
    let any: [LinePattern]
    let none: [LinePattern]
    let sentence: LinePattern?

    var readsScreen: Bool { !all.isEmpty || !any.isEmpty || !none.isEmpty }
  }

  /// When it takes input.
  package let ready: ScreenRule
  /// What its own events say.
  package let hooks: [String: StatusClaim]
  private let composer: LinePattern?
  private let composerNone: [LinePattern]
  private let composerLast: Int?
  private let pasted: LinePattern?
  private let rules: [Rule]
  private let chrome: [LinePattern]

  /// The most characters of a sentence.
  private static let sentenceLimit = 200

  /// Throws `StatusError.invalidPattern`.
  package init(_ rules: StatusRules) throws(StatusError) {
    ready = try ScreenRule(rules.ready)
    hooks = rules.hooks
    composer = try LinePattern.compiled(rules.composer?.line)
    composerNone = try LinePattern.compiled(rules.composer?.none ?? [])
    composerLast = rules.composer?.last
    pasted = try LinePattern.compiled(rules.composer?.pasted)
    chrome = try LinePattern.compiled(rules.chrome)
    var compiled: [Rule] = []
    for rule in rules.rules {
      compiled.append(
        Rule(
          rule: rule, title: try LinePattern.compiled(rule.title),
          all: try LinePattern.compiled(rule.all), any: try LinePattern.compiled(rule.any),
          none: try LinePattern.compiled(rule.none),
          sentence: try LinePattern.compiled(rule.sentence)))
    }
    self.rules = compiled
  }

  /// Whether a screen can say anything.
  package var readsScreens: Bool {
    !ready.isEmpty || composer != nil || rules.contains(where: \.readsScreen)
  }

  /// Whether there are none but the one for being ready.
  package var isEmpty: Bool { rules.isEmpty }

  /// Whether a screen can say that the agent works; otherwise only its silence tells.
  package var knowsWork: Bool { rules.contains { $0.rule.claim.word == .working } }

  /// Whether a screen tells what is typed and not submitted.
  package var knowsComposer: Bool { composer != nil }

  /// Whether the input line shows, in place of a text, that it was pasted.
  package func showsPaste(_ screen: [String]) -> Bool {
    pasted.map { bottom(screen).contains(where: $0.matches) } ?? false
  }

  /// The lines among which the input line is.
  private func bottom(_ screen: [String]) -> [String] {
    guard let composerLast else { return screen }
    return Array(screen.filter { line in line.contains { $0 != " " } }.suffix(max(0, composerLast)))
  }

  /// What a title says by itself.
  package func read(title: String) -> ScreenReading? {
    for rule in rules where !rule.readsScreen {
      if let pattern = rule.title, pattern.matches(title) {
        return ScreenReading(claim: rule.rule.claim, rule: rule.rule.name, sentence: nil)
      }
    }
    return nil
  }

  /// What a screen says, line by line, with the cursor in that row, where it is known; nil when no rule
  /// knows it.
  package func read(
    _ screen: [String], cursorRow: Int? = nil, title: String
  ) -> ScreenReading? {
    let lines = screen.filter { line in line.contains { $0 != " " } }
    let cursor = Self.cursor(cursorRow, screen)
    for rule in rules where rule.readsScreen {
      let shown = rule.rule.last.map { Array(lines.suffix(max(0, $0))) } ?? lines
      guard rule.rule.cursor ?? cursor == cursor, matches(rule, shown, title) else { continue }
      return ScreenReading(
        claim: rule.rule.claim, rule: rule.rule.name, sentence: sentence(rule, shown))
    }
    if !ready.isEmpty, ready.matches(lines) {
      return ScreenReading(claim: StatusClaim(.ready), rule: "ready", sentence: nil)
    }
    if holdsText(screen) == true {
      return ScreenReading(claim: StatusClaim(.ready), rule: "composer", sentence: nil)
    }
    return nil
  }

  /// Where the cursor stands; where nobody knows, at the end of the last line.
  private static func cursor(_ row: Int?, _ screen: [String]) -> StatusRules.Cursor? {
    let last = screen.lastIndex { line in line.contains { $0 != " " } }
    guard let row, let last, row != last else { return .lastLine }
    return row > last ? .below : nil
  }

  /// Whether something is typed on the screen that was not submitted; nil when that can't be told.
  package func holdsText(_ screen: [String]) -> Bool? {
    composer.map { composer in
      bottom(screen).contains { line in
        composer.matches(line) && !composerNone.contains { $0.matches(line) }
      }
    }
  }

  /// The lines of a screen that say something of the agent's work.
  package func content(of screen: [String]) -> [String] {
    screen.filter { line in
      line.contains { $0 != " " } && !chrome.contains { $0.matches(line) }
    }
  }

  /// The last line of a screen that says something of the agent's work.
  package func lastLine(_ screen: [String]) -> String? {
    screen.last { line in
      line.unicodeScalars.contains { $0.properties.isAlphabetic }
        && !chrome.contains { $0.matches(line) }
    }
  }

  private func matches(_ rule: Rule, _ lines: [String], _ title: String) -> Bool {
    if let pattern = rule.title, !pattern.matches(title) { return false }
    return rule.all.allSatisfy { pattern in lines.contains(where: pattern.matches) }
      && (rule.any.isEmpty
        || rule.any.contains { pattern in lines.contains(where: pattern.matches) })
      && !rule.none.contains { pattern in lines.contains(where: pattern.matches) }
  }

  private func sentence(_ rule: Rule, _ lines: [String]) -> String? {
    guard let pattern = rule.sentence, let line = lines.first(where: pattern.matches) else {
      return nil
    }
    return CompiledRules.sentence(line)
  }

  /// A line without what frames it, of a length that can be shown, and nothing in it that could do
  /// something to a terminal.
  package static func sentence(_ line: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in line.unicodeScalars {
      guard scalars.count < sentenceLimit else { break }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
        .unassigned:
        scalars.append(" ")
      default:
        // Box drawing and blocks.
        scalars.append((0x2500...0x259F).contains(scalar.value) ? " " : scalar)
      }
    }
    return String(scalars).split(separator: " ").joined(separator: " ")
  }
}
