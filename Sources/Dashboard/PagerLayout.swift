import Host

/// Draws a page: its heading, its lines, and the keys that move in it.
enum PagerLayout {
  static func draw(
    _ pager: Pager, search: LineEditor?, _ state: DashboardState, _ frame: inout Frame
  ) {
    var pager = pager
    let height = state.pageHeight
    pager.settle(height: height)
    let end = min(pager.lines.count, pager.top + height)
    var title = " \(pager.title)   \(end) of \(pager.lines.count)"
    if pager.isLoading { title = " \(pager.title)   …" }
    if pager.isFollowing { title += "   following" }
    frame.put(title, row: 0, column: 0, width: frame.columns, state.theme.bar, fill: true)
    for (offset, line) in pager.lines.dropFirst(pager.top).prefix(height).enumerated() {
      // A wide character that begins to the left is not halved.
      var shown = Array(line.dropFirst(pager.left))
      if pager.left > 0, shown.first?.text.isEmpty == true { shown[0] = Cell(" ") }
      frame.put(shown, row: 1 + offset, column: 0, width: frame.columns)
      if pager.top + offset == pager.found {
        frame.restyle(row: 1 + offset, column: 0, width: frame.columns) { $0.reverse = true }
      }
    }
    if let search {
      DashboardLayout.drawEditor(search, label: "search: ", row: frame.rows - 1, state, &frame)
    } else {
      let text =
        state.message.isEmpty
        ? " ↑↓ scroll  Space page  g G ends  / search  n next  f follow  q back" : state.message
      frame.put(
        text, row: frame.rows - 1, column: 0, width: frame.columns, state.theme.bar, fill: true)
    }
  }
}
