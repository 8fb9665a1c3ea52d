import Host

extension Frame {
  /// Puts text at a place, cut with `…` where it is wider than `width` columns; with `fill` the rest
  /// of the width gets the style too. The text has no wide characters.
  package mutating func put(
    _ text: String, row: Int, column: Int, width: Int, _ style: CellStyle = CellStyle(),
    fill: Bool = false
  ) {
    var characters = Array(text)
    if characters.count > width { characters = Array(characters.prefix(max(0, width - 1))) + ["…"] }
    var cells = characters.prefix(max(0, width)).map { Cell(String($0), style) }
    if fill { while cells.count < width { cells.append(Cell(" ", style)) } }
    put(cells, row: row, column: column, width: width)
  }

  /// Puts cells at a place, cut at `width`; a wide character that would be halved is left out.
  package mutating func put(_ cells: [Cell], row: Int, column: Int, width: Int) {
    guard lines.indices.contains(row) else { return }
    let room = min(width, columns - column)
    for (offset, cell) in cells.prefix(max(0, room)).enumerated() {
      let isHalved =
        offset == room - 1 && offset + 1 < cells.count && cells[offset + 1].text.isEmpty
        && !cell.text.isEmpty
      lines[row][column + offset] = isHalved ? Cell(" ", cell.style) : cell
    }
  }
}
