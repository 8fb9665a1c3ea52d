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
    #expect(line[2].style.foreground == .rgb(255, 0, 0))
    #expect(line[3].style == CellStyle())
  }

  @Test func coloursOfAllDepths() {
    for (code, color) in [
      ("38;2;1;2;3", .rgb(1, 2, 3)), ("38:2:1:2:3", .rgb(1, 2, 3)),
      ("38;2;999;-5;0", .rgb(255, 0, 0)), ("38;5;7", .indexed(7)), ("38;5;999", .indexed(255)),
      ("97", .indexed(15)), ("37", .indexed(7)), ("39", .standard), ("38;2;1", .standard),
      ("38;9;1", .standard), ("", .standard),
    ] as [(String, CellColor)] {
      #expect(cells("\u{1B}[\(code)mx").first?.style.foreground == color, "\(code)")
    }
    for (code, color) in [
      ("48;2;1;2;3", .rgb(1, 2, 3)), ("48;5;7", .indexed(7)), ("107", .indexed(15)),
      ("41", .indexed(1)), ("49", .standard),
    ] as [(String, CellColor)] {
      #expect(cells("\u{1B}[\(code)mx").first?.style.background == color, "\(code)")
    }
  }

  @Test func attributes() {
    let line = cells("\u{1B}[1;2;3;4;7ma\u{1B}[22;23mb\u{1B}[24;27mc\u{1B}[7;31mD\u{1B}[0me")
    #expect(line[0].style.bold && line[0].style.dim && line[0].style.italic)
    #expect(line[0].style.underline && line[0].style.reverse)
    #expect(!line[1].style.bold && !line[1].style.dim && !line[1].style.italic)
    #expect(line[1].style.underline && line[1].style.reverse)
    #expect(line[2].style == CellStyle())
    #expect(line[3].style == CellStyle(foreground: .indexed(1), reverse: true))
    #expect(line[4].style == CellStyle())
  }

  @Test("a wavy underline is one, and switches nothing else on")
  func wavyUnderline() {
    let style = cells("\u{1B}[4:3mx").first?.style
    #expect(style?.underline == true)
    #expect(style?.italic == false)
  }

  @Test func theStyleGoesOnInTheNextLine() {
    var style = CellStyle()
    _ = StyledLine.cells("\u{1B}[32mx", style: &style)
    #expect(StyledLine.cells("y", style: &style).first?.style.foreground == .indexed(2))
  }

  @Test func whatIsCutInTheMiddleEndsThere() {
    for line in ["x\u{1B}", "x\u{1B}[", "x\u{1B}[38;2;1", "x\u{1B}]0;title", "x\u{1B}]0;t\u{1B}"] {
      #expect(cells(line).map(\.text) == ["x"])
    }
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
