import AgentModel
import Host

/// Draws the dashboard: totals on top, the list, beside or above it the selected agent's screen,
/// a line of messages, the keys at the bottom. What does not fit is cut with `…`.
package enum DashboardLayout {
  private static let listWidth = 40
  private static let keys = "↑↓ select   enter attach   q quit"

  /// The frame for a terminal of that size. `home` is shown on top.
  package static func frame(
    _ state: DashboardState, rows: Int, columns: Int, home: String
  ) -> Frame {
    var frame = Frame(rows: rows, columns: columns)
    guard rows >= 3, columns >= 10 else {
      frame.put("agentvm", row: 0, column: 0, width: columns)
      return frame
    }
    drawTop(state, home, &frame)
    let body = Area(row: 1, column: 0, rows: rows - 3, columns: columns)
    if columns >= 80 {
      drawList(state, Area(row: 1, column: 0, rows: body.rows, columns: listWidth), &frame)
      for row in 1..<(1 + body.rows) {
        frame.put("│", row: row, column: listWidth, width: 1, CellStyle(dim: true))
      }
      drawScreen(
        state,
        Area(
          row: 1, column: listWidth + 1, rows: body.rows, columns: columns - listWidth - 1),
        &frame)
    } else {
      let height = min(max(1, state.rows.count), max(1, body.rows / 3))
      drawList(state, Area(row: 1, column: 0, rows: height, columns: columns), &frame)
      drawScreen(
        state,
        Area(row: 1 + height, column: 0, rows: body.rows - height, columns: columns), &frame)
    }
    frame.put(state.message, row: rows - 2, column: 0, width: columns, CellStyle(bold: true))
    frame.put(
      " " + keys, row: rows - 1, column: 0, width: columns, CellStyle(reverse: true), fill: true)
    return frame
  }

  private struct Area {
    var row: Int
    var column: Int
    var rows: Int
    var columns: Int
  }

  private static func drawTop(_ state: DashboardState, _ home: String, _ frame: inout Frame) {
    let running = state.rows.filter { !$0.state.isDead }.count
    let text =
      " agentvm   \(state.rows.count) agents   \(running) running   "
      + "\(state.rows.count - running) dead   \(home)"
    frame.put(
      text, row: 0, column: 0, width: frame.columns, CellStyle(bold: true, reverse: true),
      fill: true)
  }

  private static func drawList(_ state: DashboardState, _ area: Area, _ frame: inout Frame) {
    guard !state.rows.isEmpty else {
      frame.put(
        " no agents: agentvm spawn NAME", row: area.row, column: area.column,
        width: area.columns)
      return
    }
    let selected = state.rows.firstIndex { $0.name == state.selected } ?? 0
    let first = max(0, min(selected - area.rows / 2, state.rows.count - area.rows))
    for (offset, row) in state.rows.dropFirst(first).prefix(area.rows).enumerated() {
      let isSelected = row.name == state.selected
      let (word, color) = look(of: row)
      let y = area.row + offset
      var style = CellStyle()
      style.reverse = isSelected
      frame.put(" ", row: y, column: area.column, width: area.columns, style, fill: true)
      var mark = style
      mark.foreground = color
      frame.put(row.state.isDead ? "○" : "●", row: y, column: area.column + 1, width: 1, mark)
      let nameWidth = max(4, area.columns - 22)
      frame.put(
        row.name.description, row: y, column: area.column + 3, width: nameWidth, style)
      frame.put(word, row: y, column: area.column + 4 + nameWidth, width: 9, mark)
      let profile = row.isConfined ? row.profile : "UNPROTECTED"
      frame.put(
        profile, row: y, column: area.column + 14 + nameWidth,
        width: max(0, area.columns - nameWidth - 14), style)
    }
  }

  private static func look(of row: DashboardRow) -> (word: String, color: CellColor) {
    switch row.state {
    case .starting: ("starting", .indexed(6))
    case .running where row.prompt == .failed: ("no prompt", .indexed(3))
    case .running: ("running", .indexed(2))
    case .dead(.exited(0)?): ("done", .indexed(8))
    case .dead(.exited(let status)?): ("exit \(status)", .indexed(1))
    case .dead(.killed(let signal)?): ("signal \(signal)", .indexed(1))
    case .dead(.lost?): ("lost", .indexed(1))
    case .dead(nil): ("dead", .indexed(8))
    }
  }

  /// The screen, cropped: its last lines that have anything on them, for that is where it goes on.
  private static func drawScreen(_ state: DashboardState, _ area: Area, _ frame: inout Frame) {
    guard area.rows > 0, area.columns > 0 else { return }
    let last = state.screen.lastIndex { line in line.contains { $0.text != " " && $0.text != "" } }
    let used = last.map { $0 + 1 } ?? 0
    let first = max(0, used - area.rows)
    for (offset, line) in state.screen[first..<max(first, used)].enumerated() {
      frame.put(line, row: area.row + offset, column: area.column, width: area.columns)
    }
  }
}
