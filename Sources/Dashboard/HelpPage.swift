import Host

/// The page of the keys.
enum HelpPage {
  static func lines(_ keys: KeyTable, _ theme: Theme) -> [[Cell]] {
    var lines: [[Cell]] = []
    var group = ""
    for row in keys.rows where !row.keys.isEmpty {
      if row.group != group {
        if !group.isEmpty { lines.append([]) }
        group = row.group
        lines.append(cells(group, theme.heading))
      }
      let names = row.keys.map(\.description).joined(separator: " ")
      let place = row.place == .grid ? " (in the grid)" : ""
      let padding = String(repeating: " ", count: max(1, 18 - names.count))
      lines.append(cells("  \(names)\(padding)\(row.words)\(place)", CellStyle()))
    }
    return lines
  }

  private static func cells(_ text: String, _ style: CellStyle) -> [Cell] {
    text.map { Cell(String($0), style) }
  }
}
