import AgentvmTestSupport
import Host
import TerminalText
import Testing

/// Whatever an agent writes: what comes out is text, without anything that a terminal obeys.
@Suite struct TerminalFuzzTests {
  private static let seeds = [
    "\u{1B}[1;31mred\u{1B}[0m plain \u{1B}]0;title\u{7} \u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\\r\n",
    "\u{1B}[2J\u{1B}[10;20Hat\u{1B}[K\rover\u{8}\u{8}x\ty\u{1B}P$q\"p\u{1B}\\\u{9B}31mé日本\u{202E}",
    "\u{1B}]52;c;aGVsbG8=\u{7}\u{1B}[?1049h\u{1B}[38;2;1;2;3;48;5;7mx\u{1B}[21t\u{1B}c",
  ]

  @Test func plainText() {
    Damage.inputs(like: Self.seeds) { bytes in
      for byte in PlainText.of(bytes) {
        #expect(byte >= 0x20 && byte != 0x7F || byte == 9 || byte == 10)
      }
    }
  }

  @Test func cells() {
    var style = CellStyle()
    Damage.inputs(like: Self.seeds) { bytes in
      for cell in StyledLine.cells(String(decoding: bytes, as: UTF8.self), style: &style) {
        #expect(cell.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
      }
    }
  }

  @Test func lines() {
    Damage.inputs(like: Self.seeds) { bytes in
      let line = Printable.line(String(decoding: bytes, as: UTF8.self))
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }
  }
}
