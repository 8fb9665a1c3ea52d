/// A key that was pressed, or an event of the terminal.
package enum Key: Sendable, Hashable {
  case character(Character)
  case up, down, left, right, pageUp, pageDown, home, end
  case enter, escape, tab, backTab, backspace, delete, insert
  /// F1 to F12.
  case function(Int)
  case control(Character)
  /// A character with Alt held.
  case alt(Character)
  /// What was pasted, as one.
  case paste(String)
  case mouse(MouseEvent)
  /// The terminal has another size now.
  case resized
  /// Something outside the terminal is ready.
  case outside
  /// A signal asks the program to end.
  case terminated
}

/// What the mouse did, and where: 0 is the first row and column.
package struct MouseEvent: Sendable, Hashable {
  /// What it did.
  package enum Kind: Sendable, Hashable { case press, doublePress, wheelUp, wheelDown }
  /// What it did.
  package var kind: Kind
  /// The row.
  package var row: Int
  /// The column.
  package var column: Int

  /// Makes one from its parts.
  package init(_ kind: Kind, row: Int, column: Int) {
    self.kind = kind
    self.row = row
    self.column = column
  }
}

/// One colour of a cell.
package enum CellColor: Sendable, Hashable {
  case standard
  /// 0…255 of the 256-colour palette.
  case indexed(UInt8)
  /// 24 bits; shown as the nearest of the palette where the terminal has no more.
  case rgb(UInt8, UInt8, UInt8)
}

/// How a cell looks.
package struct CellStyle: Sendable, Hashable {
  /// The colour of the character.
  package var foreground: CellColor = .standard
  /// The colour behind it.
  package var background: CellColor = .standard
  /// Bold.
  package var bold = false
  /// Faint.
  package var dim = false
  /// Italic.
  package var italic = false
  /// Underlined.
  package var underline = false
  /// Foreground and background exchanged.
  package var reverse = false

  /// An empty one.
  package init() {}

  /// Makes one from its parts.
  package init(
    foreground: CellColor = .standard, background: CellColor = .standard, bold: Bool = false,
    dim: Bool = false, reverse: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.bold = bold
    self.dim = dim
    self.reverse = reverse
  }
}

/// One column of a line: a character, or the second half of a wide one, then `text` is empty.
package struct Cell: Sendable, Hashable {
  /// The character; empty for the second half of a wide one.
  package var text: String
  /// How it looks.
  package var style: CellStyle

  /// Makes one from its parts.
  package init(_ text: String, _ style: CellStyle = CellStyle()) {
    self.text = text
    self.style = style
  }
}

/// A whole screen: `rows` lines of exactly `columns` cells.
package struct Frame: Sendable, Equatable {
  /// Its height.
  package let rows: Int
  /// Its width.
  package let columns: Int
  /// Its cells, line by line.
  package var lines: [[Cell]]

  /// An empty screen.
  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    lines = Array(repeating: Array(repeating: Cell(" "), count: columns), count: rows)
  }

  /// The frame as plain text, for golden texts.
  package var text: String {
    lines.map { line in
      var text = line.map(\.text).joined()
      while text.last == " " { text.removeLast() }
      return text
    }.joined(separator: "\n")
  }
}

/// A full-screen terminal.
package protocol TerminalScreen: AnyObject {
  /// Its height now.
  var rows: Int { get }
  /// Its width now.
  var columns: Int { get }
  /// Shows a frame; only what differs is written.
  func draw(_ frame: Frame)
  /// The next key; `.outside` when one of the descriptors is readable, nil after `milliseconds`.
  func nextKey(descriptors: [Int32], milliseconds: Int32) -> Key?
  /// Rings the terminal's bell.
  func ring()
  /// Gives text to the clipboard of whoever looks at the terminal, where the terminal can (OSC 52).
  func copy(_ text: String)
  /// Gives the terminal back, for as long as `body` runs.
  func suspend(_ body: () -> Void)
  /// Gives the terminal back for good.
  func close()
}

/// Opens the terminal.
package protocol TerminalOpening: Sendable {
  /// The screen; nil when this terminal can't show one.
  func open() -> (any TerminalScreen)?
}
