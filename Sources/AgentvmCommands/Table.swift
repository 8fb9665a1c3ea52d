import TerminalText

/// Text in columns. What is too long for its column moves the rest, and is never cut: names are for
/// copying.
enum Table {
  /// The cells padded to their widths; the last is not padded.
  static func row(_ cells: [(text: String, width: Int)]) -> String {
    var row = ""
    for (index, cell) in cells.enumerated() {
      let text = Printable.line(cell.text)
      row += text
      guard index < cells.count - 1 else { break }
      row += String(repeating: " ", count: max(1, cell.width - text.unicodeScalars.count))
    }
    return row
  }

  static func rule(_ width: Int) -> String { String(repeating: "─", count: width) }
}
