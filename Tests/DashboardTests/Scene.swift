import AgentModel
import Dashboard
import Host
import Testing

/// What the tests of the dashboard show.
enum Scene {
  /// The time of every frame.
  static let now = Timestamp(seconds: 1_767_225_600)

  static func row(
    _ name: String, _ word: AgentStatus.Word, _ kind: AgentStatus.Kind? = nil, ago: Int = 5
  ) throws -> DashboardRow {
    DashboardRow(
      name: try AgentName(name),
      status: AgentStatus(word, kind: kind, since: Timestamp(seconds: now.seconds - ago)),
      profile: "demo")
  }

  /// A text as cells; ideographs take two.
  static func cells(_ text: String) -> [Cell] {
    text.flatMap { character in
      isWide(character.unicodeScalars.first)
        ? [Cell(String(character)), Cell("")] : [Cell(String(character))]
    }
  }

  static func screen(_ lines: String...) -> PaneScreen { PaneScreen(lines: lines.map(cells)) }

  /// One that waits, one that works, one that is dead.
  static func crawlers() throws -> [DashboardRow] {
    var waiting = try row("crawler-1", .waiting, .permission, ago: 65)
    waiting.sentence = cells("Do you want to commit these changes?")
    (waiting.yes, waiting.no) = (["y", "Enter"], ["n", "Enter"])
    (waiting.cpu, waiting.memory) = (0.4, 18 << 20)
    waiting.workspace = "/h/workspaces/crawler-1"
    var working = try row("crawler-2", .working)
    working.lastLine = cells("● compiling 漢字 module 7 of 12")
    (working.cpu, working.memory) = (12.4, 250 << 20)
    var dead = try row("crawler-3", .dead, ago: 7200)
    dead.ending = .exited(status: 3)
    dead.lastLine = cells("panic: out of cheese")
    return [waiting, working, dead]
  }

  /// The dashboard with those, and two screens.
  static func dashboard(rows: Int = 24, columns: Int = 80) throws -> DashboardState {
    var state = DashboardState(home: "/h")
    state.resize(rows: rows, columns: columns)
    state.update(try crawlers())
    state.show(
      screen(
        "demo agent", "", "● wrote main.py (3 lines)",
        "Do you want to commit these changes? (y/n)", "", ""), of: try AgentName("crawler-1"))
    state.show(screen("step 1: 漢字", "step 2: 漢"), of: try AgentName("crawler-2"))
    return state
  }

  /// Ten agents in all kinds of states.
  static func fleet() throws -> [DashboardRow] {
    var rows = [
      try row("api-1", .working), try row("api-2", .idle, ago: 61),
      try row("api-10", .done, ago: 3), try row("lone", .failing, .rateLimit, ago: 30),
      try row("retry", .failing, .retrying, ago: 2), try row("shell", .unknown, ago: 90000),
      try row("web-1", .starting, ago: 0), try row("web-2", .idle, ago: 3599),
      try row("web-3", .idle, ago: 7), try row("z", .dead, ago: 86400),
    ]
    let tags = [
      "team=red", "team=blue", "team=red env=ci", "", "", "", "team=blue", "team=blue",
      "team=blue", "env=ci",
    ]
    for index in rows.indices {
      rows[index].tags = tags[index].split(separator: " ").map(String.init)
    }
    rows[0].lastLine = cells("tests pass")
    rows[2].lastLine = cells("all done")
    rows[3].sentence = cells("429 Too Many Requests")
    rows[4].sentence = cells("retrying in 8s")
    rows[5].weakness = "UNPROTECTED"
    rows[5].profile = "bash"
    rows[7].prompt = .failed
    rows[9].ending = .killed(signal: 9)
    return rows
  }

  /// The dashboard with the fleet.
  static func fleetDashboard(rows: Int = 24, columns: Int = 100) throws -> DashboardState {
    var state = DashboardState(home: "/h")
    state.resize(rows: rows, columns: columns)
    state.update(try fleet())
    return state
  }

  /// Whether a character takes two columns, of those that the tests use.
  static func isWide(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map { (0x2E80...0x9FFF).contains($0.value) } ?? false
  }

  /// What is wrong with the form of a frame; nil for nothing.
  static func flaw(_ frame: Frame, rows: Int, columns: Int) -> String? {
    guard frame.rows == rows, frame.columns == columns, frame.lines.count == rows else {
      return "\(frame.lines.count) lines of \(rows)"
    }
    for (row, line) in frame.lines.enumerated() {
      guard line.count == columns else { return "\(line.count) cells in row \(row)" }
      for (column, cell) in line.enumerated() {
        let takesTwo = isWide(cell.text.unicodeScalars.first)
        if takesTwo, column + 1 == columns || line[column + 1].text != "" {
          return "half of a character at \(row), \(column)"
        }
        if cell.text.isEmpty,
          column == 0 || !isWide(line[column - 1].text.unicodeScalars.first)
        {
          return "the second half of nothing at \(row), \(column)"
        }
        if cell.text.unicodeScalars.contains(where: { $0.value < 0x20 }) {
          return "a control at \(row), \(column)"
        }
      }
    }
    return nil
  }
}

extension DashboardState {
  /// Presses keys, by their names.
  @discardableResult
  mutating func press(_ names: String...) -> [DashboardEffect] {
    var effects: [DashboardEffect] = []
    for name in names {
      guard let key = KeyName(name)?.key else {
        Issue.record("no such key: \(name)")
        continue
      }
      effects += take(key)
    }
    return effects
  }

  /// Types a text, letter by letter.
  mutating func write(_ text: String) { for letter in text { _ = take(.character(letter)) } }

  /// The frame as it is now.
  var picture: Frame { DashboardLayout.frame(self, now: Scene.now) }

  /// Its lines as text.
  var textLines: [String] {
    picture.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The line at the bottom, and the one above it.
  var footer: String { textLines.last ?? "" }
  var messageLine: String { textLines.dropLast().last ?? "" }

  /// All but the footer as text; three or more equal lines are one with their number.
  var drawing: String {
    var lines = textLines.dropLast()[...]
    var shown: [String] = []
    while let line = lines.first {
      let count = lines.prefix { $0 == line }.count
      lines = lines.dropFirst(count)
      shown += count < 3 ? Array(repeating: line, count: count) : ["\(line) ×\(count)"]
    }
    return shown.joined(separator: "\n")
  }
}
