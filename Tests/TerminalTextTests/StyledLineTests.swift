import Host
import TerminalText
import Testing

@Suite struct StyledLineTests {
  private func cells(_ line: String) -> [Cell] {
    var style = CellStyle()
    return StyledLine.cells(line, style: &style)
  }

  @Test func readsColours() {
    let line = cells("\u{1B}[1;31mr\u{1B}[0;48;5;200mb\u{1B}[38;2;255;0;0mt\u{1B}[mn")
    #expect(line.map(\.text).joined() == "rbtn")
    #expect(line[0].style == CellStyle(foreground: .indexed(1), bold: true))
    #expect(line[1].style.background == .indexed(200))
    #expect(line[2].style.foreground == .indexed(196))
    #expect(line[3].style == CellStyle())
  }

  @Test func wideCharactersTakeTwoCells() {
    #expect(cells("a漢b").map(\.text) == ["a", "漢", "", "b"])
  }

  @Test func nothingThatShiftsAColumnGetsThrough() {
    #expect(
      cells("a\u{200D}b\u{202E}c\u{FE0F}\u{7}").map(\.text).joined().unicodeScalars.count <= 4)
    #expect(cells("\u{1B}]0;t\u{7}x\u{1B}[2Jy").map(\.text) == ["x", "y"])
    #expect(cells("e\u{301}x").map(\.text) == ["e\u{301}", "x"])
  }
}
