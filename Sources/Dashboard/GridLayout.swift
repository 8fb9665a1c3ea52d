import AgentModel
import Host

/// Tiles of live screens: as many beside and above each other as stay readable; the rest is on
/// further pages.
package struct GridLayout: Sendable {
  /// One tile: a heading, and below it the screen.
  package struct Tile: Sendable {
    /// Its agent.
    package var row: DashboardRow
    /// Where it is.
    package var area: Area
  }

  /// The tiles of the page with the selected agent.
  package let tiles: [Tile]
  /// How many stand side by side.
  package let columns: Int
  /// How many fit on a page.
  package let pageSize: Int
  /// The page, from 0, and how many there are.
  package let page: Int
  package let pages: Int

  /// The least that a tile needs, to be of any use.
  private static let least = (rows: 6, columns: 30)
  /// What programs draw for.
  private static let usual = (rows: 25.0, columns: 80.0)

  /// The grid of what a state shows.
  package init(_ state: DashboardState) {
    let body = DashboardLayout.body(state)
    let rows = state.isZoomed ? state.selectedRow.map { [$0] } ?? [] : state.list.rows
    let (across, down) = GridLayout.shape(rows.count, in: body)
    columns = across
    pageSize = max(1, across * down)
    pages = max(1, (rows.count + pageSize - 1) / pageSize)
    let index = rows.firstIndex { $0.name == state.selected } ?? 0
    page = index / pageSize
    let shown = rows.dropFirst(page * pageSize).prefix(pageSize)
    var tiles: [Tile] = []
    for (offset, row) in shown.enumerated() {
      let (y, x) = (offset / across, offset % across)
      let top = body.row + body.rows * y / down
      let left = body.columns * x / across
      tiles.append(
        Tile(
          row: row,
          area: Area(
            row: top, column: left, rows: body.row + body.rows * (y + 1) / down - top,
            columns: body.columns * (x + 1) / across - left - (x + 1 < across ? 1 : 0))))
    }
    self.tiles = tiles
  }

  /// How many tiles side by side and above each other show most of that many screens.
  private static func shape(_ count: Int, in area: Area) -> (across: Int, down: Int) {
    let mostAcross = max(1, area.columns / least.columns)
    let mostDown = max(1, area.rows / least.rows)
    guard count > 0 else { return (1, 1) }
    var best = (across: mostAcross, down: mostDown)
    var bestScore = -1.0
    for across in 1...mostAcross {
      let down = min(mostDown, (count + across - 1) / across)
      guard across * down >= min(count, mostAcross * mostDown) else { continue }
      let score = min(
        Double(area.columns / across) / usual.columns, Double(area.rows / down) / usual.rows)
      if score > bestScore {
        bestScore = score
        best = (across, down)
      }
    }
    return best
  }

  func draw(_ state: DashboardState, now: Timestamp, _ frame: inout Frame) {
    if tiles.isEmpty {
      frame.put(
        state.rows.isEmpty ? " no agents" : " none is so: \(state.filter.text)", row: 1, column: 0,
        width: frame.columns)
    }
    for tile in tiles { draw(tile, state, now: now, &frame) }
    if pages > 1 {
      let text = " page \(page + 1) of \(pages) "
      frame.put(
        text, row: 0, column: max(0, frame.columns - text.count), width: text.count,
        state.theme.bar)
    }
  }

  private func draw(
    _ tile: Tile, _ state: DashboardState, now: Timestamp, _ frame: inout Frame
  ) {
    let area = tile.area
    let row = tile.row
    let isSelected = row.name == state.selected
    var isTyping = false
    if case .typing(let names) = state.mode { isTyping = names.contains(row.name) }
    var style = isSelected ? state.theme.focus : state.theme.faint
    if row.needsPerson { style = state.theme.urgent }
    if isTyping { style = state.theme.typing }
    if isSelected { style.reverse = !isTyping }
    let mark = state.marked.contains(row.name) ? "▸" : ""
    var title =
      " \(mark)\(Theme.sign(of: row.status.word)) \(row.name)  \(ListLayout.word(of: row))"
    title += " \(ListLayout.age(of: row, now: now)) "
    frame.put(
      title, row: area.row, column: area.column, width: area.columns, style, fill: true)
    if area.column + area.columns < frame.columns {
      for line in area.row..<(area.row + area.rows) {
        frame.put(
          "│", row: line, column: area.column + area.columns, width: 1, state.theme.faint)
      }
    }
    DashboardLayout.draw(
      state.screens[row.name],
      Area(
        row: area.row + 1, column: area.column, rows: area.rows - 1, columns: area.columns),
      showsCursor: isTyping, &frame)
  }
}
