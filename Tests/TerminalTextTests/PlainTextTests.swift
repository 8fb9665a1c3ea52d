import TerminalText
import Testing

@Suite struct PlainTextTests {
  /// What the original left in its logs, and what is to be seen instead.
  @Test(
    "D24: nothing of a terminal's language is left",
    arguments: [
      ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}[38:2::1:2:3mx", "x"),
      ("\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"), ("\u{1B}]0;title\u{7}x", "x"),
      ("\u{1B}P1$r0m\u{1B}\\x", "x"), ("\u{1B}[>4;2mx", "x"), ("\u{1B}7\u{1B}8\u{1B}=x", "x"),
      ("\u{1B}(Bx", "x"), ("ab\u{8}c", "ac"), ("é\u{8}x", "x"), ("\u{8}\u{8}x", "x"),
      ("10%\r20%\r100%\n", "100%\n"), ("line\r\n", "line\n"), ("line\r\r\n", "line\n"),
      ("a\u{1B}[3Cb", "a   b"), ("ab\u{1B}[6Gc", "ab   c"), ("a\u{7}b\u{0}c", "abc"),
      ("a\u{9B}31mb", "ab"), ("a\u{9D}title\u{7}b", "ab"), ("a\u{7F}b", "ab"),
      ("tab\tkept é 🙂", "tab\tkept é 🙂"), ("\u{1B}[?25l\u{1B}[2Jx", "x"),
      ("prompt> \r\u{1B}[8Ctyped", "prompt> typed"), ("\u{1B}_Gi=1;AAAA\u{1B}\\x", "x"),
      ("old\r\u{1B}[Knew", "new"), ("answer\r\u{1B}[2Bbelow", "answer\nbelow"),
      ("a\u{1B}[3;4Hb\u{1B}[Hc", "a\nb\nc"), ("\u{1B}[H\u{1B}[2Jx", "x"),
    ])
  func d24NothingOfATerminalsLanguageIsLeft(_ raw: String, _ plain: String) {
    #expect(String(decoding: PlainText.of(Array(raw.utf8)), as: UTF8.self) == plain)
  }

  @Test func anUnfinishedTitleDoesNotHideTheNextLine() {
    let text = PlainText.of(Array("a\u{1B}]0;unfinished\nvisible\n".utf8))
    #expect(String(decoding: text, as: UTF8.self) == "a\nvisible\n")
  }

  @Test func anEndlessCommandDoesNotSwallowTheLog() {
    let raw = "\u{1B}]0;" + String(repeating: "x", count: 100_000) + "\nend\n"
    #expect(String(decoding: PlainText.of(Array(raw.utf8)), as: UTF8.self).hasSuffix("end\n"))
  }

  @Test(
    "no C1 control gets through, however it is cut and joined",
    arguments: [
      [[0xC2], [0x1B, 0x5B, 0x6D], [0x9B, 0x33, 0x31, 0x6D, 0x44]],
      [[0xC2], [0x9B, 0x33, 0x31, 0x6D]],
      [[0xC2, 0x00, 0x9B]], [[0x9B, 0x41]], [[0xC2, 0x9D], [0x41, 0x07, 0x42]],
      [[0xE2, 0x94], [0x80]],
      [[0xED, 0xA0, 0x80]], [[0xF0], [0x9F], [0x99], [0x82]],
    ] as [[[UInt8]]])
  func noC1(_ pieces: [[UInt8]]) {
    var filter = PlainText()
    var text: [UInt8] = []
    for piece in pieces { filter.feed(piece) }
    filter.drain(all: true) { text = Array($0) }
    #expect(String(validating: text, as: UTF8.self) != nil)
    let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
    #expect(!scalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
  }

  @Test func anAgentCannotMakeTheFilterSlow() {
    let raw =
      String(repeating: "\u{1B}[400C", count: 20_000)
      + String(repeating: "\u{1B}[G\r.", count: 20_000)
    // The amount of text stands for the amount of work.
    #expect(PlainText.of(Array(raw.utf8)).count < 1_000_000)
  }

  @Test func piecesOfAnySizeGiveTheSameText() {
    let raw = Array(
      "a\u{1B}[1;31mb\u{1B}]8;;u\u{1B}\\c\r\n1%\r2%\nx\u{8}yé🙂\u{1B}[5Gz\u{1B}P..\u{1B}\\\u{1B}[0m end\r\n"
        .utf8)
    let whole = PlainText.of(raw)
    for size in 1...17 {
      var filter = PlainText()
      var text: [UInt8] = []
      for start in stride(from: 0, to: raw.count, by: size) {
        filter.feed(Array(raw[start..<min(start + size, raw.count)]))
        filter.drain(all: false) { text += Array($0) }
      }
      filter.drain(all: true) { text += Array($0) }
      #expect(text == whole, "pieces of \(size)")
    }
  }

  @Test func randomBytesLeaveNoEscape() {
    var random = SystemRandomNumberGenerator()
    let alphabet: [UInt8] = [
      0x1B, 0x5B, 0x5D, 0x9B, 0xC2, 0x07, 0x0D, 0x0A, 0x08, 0x6D, 0x41, 0x3B,
    ]
    for _ in 0..<20_000 {
      let raw = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        Bool.random(using: &random)
          ? alphabet.randomElement(using: &random)! : UInt8.random(in: 0...255, using: &random)
      }
      let text = PlainText.of(raw)
      #expect(!text.contains { ($0 < 0x20 && $0 != 10 && $0 != 9) || $0 == 0x7F }, "\(raw)")
    }
  }
}

@Suite struct PrintableTests {
  @Test func whatTurnsTextIsReplaced() {
    for scalar in ["\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}"] {
      #expect(
        String(decoding: PlainText.of(Array("a\(scalar)b".utf8)), as: UTF8.self) == "a\u{FFFD}b")
    }
    // Their neighbours stay.
    for scalar in ["\u{2026}", "\u{202F}", "\u{2065}", "\u{20AC}"] {
      #expect(String(decoding: PlainText.of(Array(scalar.utf8)), as: UTF8.self) == scalar)
    }
  }

  @Test func controlsAndTricksAreReplaced() {
    #expect(Printable.line("a\u{1B}[2Jb\u{202E}c\n") == "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}")
  }

  @Test func longLinesAreCut() {
    #expect(Printable.line("abcdef", limit: 3) == "abc…")
  }
}
