import AgentModel
import Host

/// Draws the dashboard: totals on top, the list, beside or above it the selected agent's screen, a
/// line of messages, the keys at the bottom. What does not fit is cut with `…`.
package enum DashboardLayout {
  /// The least terminal that has room for all parts.
  private static let leastRows = 5
  private static let leastColumns = 20
  /// From that width on, list and screen stand side by side.
  private static let sideBySide = 80

  /// The frame. `now` is for how long ago something was.
  package static func frame(_ state: DashboardState, now: Timestamp) -> Frame {
    var frame = Frame(rows: state.size.rows, columns: state.size.columns)
    guard frame.rows >= leastRows, frame.columns >= leastColumns else {
      drawSmall(state, &frame)
      return frame
    }
    switch state.mode {
    case .pager(let pager): PagerLayout.draw(pager, search: nil, state, &frame)
    case .searchPager(let pager, let editor):
      PagerLayout.draw(pager, search: editor, state, &frame)
    default:
      drawTop(state, &frame)
      if state.view == .grid {
        GridLayout(state).draw(state, now: now, &frame)
      } else {
        drawBody(state, now: now, &frame)
      }
      drawMessage(state, &frame)
      drawKeys(state, &frame)
    }
    return frame
  }

  /// The rows between the line on top and those at the bottom.
  static func body(_ state: DashboardState) -> Area {
    Area(row: 1, column: 0, rows: max(0, state.size.rows - 3), columns: state.size.columns)
  }

  /// Where the list is.
  private static func listArea(_ state: DashboardState) -> Area {
    var area = body(state)
    if area.columns >= sideBySide {
      area.columns = max(40, min(90, area.columns * 9 / 20))
    } else {
      area.rows = min(max(1, state.list.lines.count), max(1, area.rows / 2))
    }
    return area
  }

  /// Where the selected agent's screen is, with the lines about it on top.
  private static func screenArea(_ state: DashboardState) -> Area {
    let all = body(state)
    if state.isZoomed { return all }
    let list = listArea(state)
    guard all.columns >= sideBySide else {
      return Area(
        row: list.row + list.rows, column: 0, rows: all.rows - list.rows, columns: all.columns)
    }
    return Area(
      row: all.row, column: list.columns + 1, rows: all.rows,
      columns: all.columns - list.columns - 1)
  }

  /// How many lines of the list fit.
  static func listHeight(_ state: DashboardState) -> Int { listArea(state).rows }

  /// The lines of the list that are visible, with the first one's place.
  private static func visibleLines(
    _ state: DashboardState
  ) -> ArraySlice<AgentList.Line> {
    let height = listArea(state).rows
    let lines = state.list.lines
    let index = state.selectedIndex
    let selected = lines.firstIndex { $0 == .agent(index ?? -1) } ?? 0
    let first = max(0, min(selected - height / 2, lines.count - height))
    return lines[first..<min(lines.count, first + height)]
  }

  /// The agents whose line is visible.
  static func visibleRows(_ state: DashboardState) -> [DashboardRow] {
    visibleLines(state).compactMap { line in
      if case .agent(let index) = line { state.list.rows[index] } else { nil }
    }
  }

  /// The agent that is shown at a place of the terminal.
  static func agent(atRow row: Int, column: Int, in state: DashboardState) -> AgentName? {
    if state.view == .grid {
      return GridLayout(state).tiles.first { $0.area.contains(row: row, column: column) }?.row.name
    }
    if screenArea(state).contains(row: row, column: column) { return state.selected }
    let area = listArea(state)
    let lines = visibleLines(state)
    guard area.contains(row: row, column: column), row - area.row < lines.count,
      case .agent(let index) = lines[lines.startIndex + row - area.row]
    else { return nil }
    return state.list.rows[index].name
  }

  private static func drawSmall(_ state: DashboardState, _ frame: inout Frame) {
    guard frame.rows > 0 else { return }
    let waiting = state.rows.filter(\.needsPerson).count
    let texts = ["agentvm", "\(state.rows.count) agents", "\(waiting) need you", "too small"]
    for (row, text) in texts.prefix(frame.rows).enumerated() {
      frame.put(text, row: row, column: 0, width: frame.columns)
    }
  }

  private static func drawTop(_ state: DashboardState, _ frame: inout Frame) {
    var text = " agentvm  \(state.rows.count) agent\(state.rows.count == 1 ? "" : "s")"
    if !state.filter.text.isEmpty { text += "  [\(state.filter.text)]" }
    if !state.marked.isEmpty { text += "  \(state.marked.count) marked" }
    if state.isFollowing { text += "  following" }
    var counts: [AgentStatus.Word: Int] = [:]
    for row in state.rows { counts[row.status.word, default: 0] += 1 }
    let order: [AgentStatus.Word] = [
      .waiting, .failing, .working, .idle, .done, .starting, .unknown, .dead,
    ]
    var places: [(AgentStatus.Word, Int, Int)] = []
    for word in order {
      guard let count = counts[word] else { continue }
      text += "  "
      let part = "\(Theme.sign(of: word)) \(count) \(word.rawValue)"
      places.append((word, text.count, part.count))
      text += part
    }
    text += "  \(state.home)"
    frame.put(text, row: 0, column: 0, width: frame.columns, state.theme.bar, fill: true)
    for (word, column, width) in places where word == .waiting || word == .failing {
      frame.restyle(row: 0, column: column, width: min(width, frame.columns - column)) {
        $0.bold = true
      }
    }
  }

  private static func drawBody(
    _ state: DashboardState, now: Timestamp, _ frame: inout Frame
  ) {
    if !state.isZoomed {
      ListLayout.draw(
        Array(visibleLines(state)), state, listArea(state), now: now, &frame)
      if state.size.columns >= sideBySide {
        let area = body(state)
        for row in area.row..<(area.row + area.rows) {
          frame.put(
            "│", row: row, column: listArea(state).columns, width: 1, state.theme.faint)
        }
      }
    }
    drawSelected(state, screenArea(state), now: now, &frame)
  }

  /// What is known of the selected agent, and its screen.
  private static func drawSelected(
    _ state: DashboardState, _ area: Area, now: Timestamp, _ frame: inout Frame
  ) {
    guard let row = state.selectedRow, area.rows > 0 else { return }
    var top = area.row
    if area.rows >= 6 {
      var text = ListLayout.facts(of: row, now: now)
      if let host = state.refusedHost(of: row) { text += "  kept from \(host)" }
      frame.put(text, row: top, column: area.column, width: area.columns, state.theme.heading)
      top += 1
      if !row.sentence.isEmpty, row.needsPerson || row.status.word == .failing {
        frame.put(
          row.sentence.map { Cell($0.text, state.theme.urgent) }, row: top, column: area.column,
          width: area.columns)
        top += 1
      }
    }
    let rest = Area(
      row: top, column: area.column, rows: area.row + area.rows - top, columns: area.columns)
    let isTyping = if case .typing = state.mode { true } else { false }
    draw(state.screens[row.name], rest, showsCursor: isTyping, &frame)
  }

  /// A screen, cropped: the part with the cursor, or its last lines that have anything on them, for
  /// that is where it goes on.
  static func draw(
    _ screen: PaneScreen?, _ area: Area, showsCursor: Bool, _ frame: inout Frame
  ) {
    guard let screen, area.rows > 0, area.columns > 0 else { return }
    let last = screen.lines.lastIndex { line in
      line.contains { $0.text != " " && $0.text != "" }
    }
    let used = max(last.map { $0 + 1 } ?? 0, screen.cursor.map { $0.row + 1 } ?? 0)
    let first = max(0, min(used, screen.lines.count) - area.rows)
    for (offset, line) in screen.lines.dropFirst(first).prefix(area.rows).enumerated() {
      frame.crop(line, row: area.row + offset, column: area.column, width: area.columns)
    }
    guard showsCursor, let cursor = screen.cursor, cursor.row >= first,
      cursor.row - first < area.rows, cursor.column < area.columns
    else { return }
    frame.restyle(row: area.row + cursor.row - first, column: area.column + cursor.column, width: 1)
    { $0.reverse.toggle() }
  }

  private static func drawMessage(_ state: DashboardState, _ frame: inout Frame) {
    let row = frame.rows - 2
    let theme = state.theme
    switch state.mode {
    case .typing(let names):
      let all = state.marked.isEmpty ? "SHOWN" : "MARKED"
      let whom = names.count == 1 ? "\(names[0])" : "ALL \(names.count) AGENTS \(all)"
      let hint = state.message.isEmpty ? "Ctrl-] ends" : state.message
      frame.put(
        " TYPING INTO \(whom)   \(hint)", row: row, column: 0, width: frame.columns,
        theme.typing, fill: true)
    case .line(let purpose, let editor):
      drawEditor(editor, label: label(of: purpose), row: row, state, &frame)
    case .confirm(let question):
      frame.put(
        "\(question.text) (y/n)", row: row, column: 0, width: frame.columns, theme.question)
    default:
      frame.put(
        state.message, row: row, column: 0, width: frame.columns,
        state.messageIsProblem ? theme.question : CellStyle(bold: true))
    }
  }

  private static func label(of purpose: DashboardState.Purpose) -> String {
    switch purpose {
    case .search: "search: "
    case .filter: "show only (a state, k=v, a part of a name): "
    case .spawn: "spawn NAME -p PROFILE: "
    case .swarm: "swarm BASE COUNT -p PROFILE: "
    case .send(let names) where names.count == 1: "to \(names[0]): "
    case .send(let names): "to \(names.count) agents: "
    case .clone(let name): "clone \(name) as: "
    case .rename(let name): "rename \(name) to: "
    case .tag(let names):
      "tags of \(names.count == 1 ? "\(names[0])" : "\(names.count) agents") (k=v, -k=v): "
    }
  }

  /// A line that is being typed, scrolled so that its cursor is seen.
  static func drawEditor(
    _ editor: LineEditor, label: String, row: Int, _ state: DashboardState, _ frame: inout Frame
  ) {
    let width = frame.columns
    // A long label gives way to what is typed: first what is in brackets.
    let short = label.prefix { $0 != "(" }.split(separator: " ").joined(separator: " ") + ": "
    let shown =
      label.count < width / 2
      ? label : short.count < width * 2 / 3 ? short : String(label.suffix(2))
    frame.put(shown, row: row, column: 0, width: width, state.theme.heading)
    let room = max(1, width - shown.count - 1)
    let text = Array(editor.text + " ")
    let first = max(0, editor.cursor - room + 1)
    for (offset, character) in text.dropFirst(first).prefix(room).enumerated() {
      let isCursor = first + offset == editor.cursor
      let isPlain = character.unicodeScalars.count == 1
      frame.put(
        [Cell(isPlain ? String(character) : "\u{FFFD}", CellStyle(reverse: isCursor))], row: row,
        column: shown.count + offset, width: 1)
    }
  }

  private static func drawKeys(_ state: DashboardState, _ frame: inout Frame) {
    let inGrid = state.view == .grid
    let rows = state.keys.rows.filter {
      !$0.short.isEmpty && ($0.place == .everywhere || ($0.place == .grid) == inGrid)
    }
    func part(_ row: KeyTable.Row) -> String {
      row.keys.first.map { " \($0.short) \(row.short) " } ?? ""
    }
    // Help and quit are always to be seen.
    let last = rows.filter { [.help, .quit].contains($0.action) }.map(part).joined()
    var text = ""
    for row in rows
    where ![.help, .quit].contains(row.action) && state.unavailable(row.action) == nil {
      if text.count + part(row).count + last.count > frame.columns { break }
      text += part(row)
    }
    text += last
    frame.put(
      text, row: frame.rows - 1, column: 0, width: frame.columns, state.theme.bar, fill: true)
  }
}
