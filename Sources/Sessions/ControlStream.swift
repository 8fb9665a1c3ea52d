/// What tmux answers in control mode, `tmux(1)` CONTROL MODE. An agent's screen may hold lines that
/// look like tmux's own, so the end of an answer is known by a random token, not by `%end`.
package struct ControlStream: Sendable {
  /// The answer to one request.
  package struct Answer: Sendable, Equatable {
    /// The token of the request.
    package var token: String
    /// The lines of its first command.
    package var lines: [[UInt8]]
    /// What was asked of the pane besides; nil where there is no such pane.
    package var facts: [Int]?
  }

  /// What came.
  package enum Event: Sendable, Equatable {
    case answer(Answer)
    /// A session was made or has gone.
    case sessionsChanged
  }

  private var expected: [String] = []
  private var rest: [UInt8] = []
  private var lines: [[UInt8]] = []
  private static let limit = 1 << 24

  /// Nothing was asked yet.
  package init() {}

  /// The commands that ask for a pane's screen with its colours, and for its width, height, and
  /// cursor: column, row, and whether it is shown.
  package mutating func screenRequest(_ target: String, token: String) -> String {
    expected.append(token)
    let target = TmuxServer.quoted(target)
    return "capture-pane -p -e -N -t \(target)\n"
      + "display-message -p -t \(target) '\(token)F #{pane_width} #{pane_height} #{cursor_x} "
      + "#{cursor_y} #{cursor_flag}'\ndisplay-message -p '\(token)'\n"
  }

  /// The commands that press keys in panes.
  package mutating func keysRequest(
    _ targets: [String], _ keys: [(isText: Bool, text: String)], token: String
  ) -> String {
    expected.append(token)
    var script = ""
    for target in targets.map(TmuxServer.quoted) {
      script += "copy-mode -q -t \(target)\n"
      for key in keys {
        script += "send-keys \(key.isText ? "-l " : "")-t \(target) -- "
        script += "\(TmuxServer.quoted(key.text))\n"
      }
    }
    return script + "display-message -p '\(token)'\n"
  }

  /// How many requests have no answer yet.
  package var pending: Int { expected.count }

  /// Takes the next bytes of tmux.
  package mutating func take(_ bytes: [UInt8]) -> [Event] {
    rest += bytes
    guard rest.count < Self.limit else {
      self = ControlStream()
      return []
    }
    var events: [Event] = []
    var start = 0
    while let newline = rest[start...].firstIndex(of: 10) {
      take(line: Array(rest[start..<newline]), &events)
      start = newline + 1
    }
    rest.removeSubrange(..<start)
    return events
  }

  private mutating func take(line: [UInt8], _ events: inout [Event]) {
    guard let token = expected.first else {
      if line.starts(with: "%sessions-changed".utf8) { events.append(.sessionsChanged) }
      return
    }
    guard line == Array(token.utf8) else {
      lines.append(line)
      return
    }
    expected.removeFirst()
    let (answer, notices) = answer(token)
    if notices.contains(Array("%sessions-changed".utf8)) { events.append(.sessionsChanged) }
    events.append(.answer(answer))
    lines = []
  }

  /// The answer, and the lines that are none of it.
  private func answer(_ token: String) -> (Answer, notices: [[UInt8]]) {
    let mark = Array("\(token)F ".utf8)
    let failed = Answer(token: token, lines: [], facts: nil)
    guard let place = lines.lastIndex(where: { $0.starts(with: mark) }) else {
      return (failed, lines)
    }
    // Before the facts stands their `%begin`, before that the end of the first command, which
    // names its beginning: the first such line, for those of the screen come after it.
    guard let beginOfFacts = lines[..<place].lastIndex(where: { $0.starts(with: "%begin ".utf8) }),
      let end = lines[..<beginOfFacts].lastIndex(where: { $0.starts(with: "%end ".utf8) }),
      let begin = lines[..<end].firstIndex(
        of: Array("%begin ".utf8) + lines[end].dropFirst("%end ".utf8.count))
    else { return (failed, []) }
    let facts = lines[place].dropFirst(mark.count).split(separator: 32).compactMap {
      Int(String(decoding: $0, as: UTF8.self))
    }
    let notices = Array(lines[..<begin] + lines[(end + 1)..<beginOfFacts])
    guard facts.count == 5 else { return (failed, notices) }
    return (
      Answer(token: token, lines: Array(lines[(begin + 1)..<end]), facts: facts), notices
    )
  }
}
