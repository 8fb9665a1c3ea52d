import TerminalText

/// Text in columns. Nothing is cut, for names are for copying: a column is as wide as its longest
/// cell, and at least as wide as it is said to be.
enum Table {
  /// The rows with their cells padded; the last cell of a row is not.
  static func lines(_ rows: [[String]], widths: [Int]) -> [String] {
    let rows = rows.map { $0.map { Printable.line($0) } }
    var widths = widths
    for row in rows {
      for (index, cell) in row.enumerated() where index < widths.count {
        widths[index] = max(widths[index], cell.unicodeScalars.count + 1)
      }
    }
    return rows.map { line($0, widths) }
  }

  /// A single row.
  static func row(_ cells: [(text: String, width: Int)]) -> String {
    lines([cells.map(\.text)], widths: cells.dropLast().map(\.width)).joined()
  }

  static func rule(_ width: Int) -> String { String(repeating: "─", count: width) }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (index, cell) in cells.enumerated() {
      line += cell
      guard index < cells.count - 1, index < widths.count else { continue }
      line += String(repeating: " ", count: widths[index] - cell.unicodeScalars.count)
    }
    return line
  }
}
