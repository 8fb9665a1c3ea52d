import Host

extension Frame {
  /// Puts text at a place, cut with `…` where it is wider than `width` columns; with `fill` the rest
  /// of the width gets the style too. Every character of the text takes one column.
  package mutating func put(
    _ text: String, row: Int, column: Int, width: Int, _ style: CellStyle = CellStyle(),
    fill: Bool = false
  ) {
    put(text.map { Cell(String($0), style) }, row: row, column: column, width: width)
    guard fill, lines.indices.contains(row) else { return }
    let end = min(column + width, columns)
    var place = column + min(text.count, max(0, width))
    while place < end {
      lines[row][place] = Cell(" ", style)
      place += 1
    }
  }

  /// Puts cells at a place, cut with `…` where they are wider than `width` columns.
  package mutating func put(_ cells: [Cell], row: Int, column: Int, width: Int) {
    let room = min(width, columns - column)
    guard cells.count > room, room > 0 else {
      return crop(cells, row: row, column: column, width: width)
    }
    crop(cells, row: row, column: column, width: room - 1)
    lines[row][column + room - 1] = Cell("…", cells[room - 1].style)
  }

  /// Puts cells at a place, cut at `width`; a wide character that would be halved is left out.
  package mutating func crop(_ cells: [Cell], row: Int, column: Int, width: Int) {
    guard lines.indices.contains(row), column >= 0 else { return }
    let room = min(width, columns - column)
    for (offset, cell) in cells.prefix(max(0, room)).enumerated() {
      let isHalved =
        offset == room - 1 && offset + 1 < cells.count && cells[offset + 1].text.isEmpty
        && !cell.text.isEmpty
      lines[row][column + offset] = isHalved ? Cell(" ", cell.style) : cell
    }
  }

  /// Gives a part of a row another look.
  package mutating func restyle(
    row: Int, column: Int, width: Int, _ change: (inout CellStyle) -> Void
  ) {
    guard lines.indices.contains(row) else { return }
    let start = max(0, column)
    for place in start..<max(start, min(column + width, columns)) {
      change(&lines[row][place].style)
    }
  }
}

/// A part of the terminal.
package struct Area: Sendable, Equatable {
  /// Its first row.
  package var row: Int
  /// Its first column.
  package var column: Int
  /// Its height.
  package var rows: Int
  /// Its width.
  package var columns: Int

  /// Makes one from its parts.
  package init(row: Int, column: Int, rows: Int, columns: Int) {
    self.row = row
    self.column = column
    self.rows = rows
    self.columns = columns
  }

  /// Whether a place lies in it.
  package func contains(row: Int, column: Int) -> Bool {
    (self.row..<self.row + max(0, rows)).contains(row)
      && (self.column..<self.column + max(0, columns)).contains(column)
  }
}
