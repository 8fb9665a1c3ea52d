import AgentModel
import Status
import Testing

@Suite struct TerminalReportTests {
  private func reports(_ pieces: [UInt8]...) -> [TerminalReport] {
    var scanner = TerminalReportScanner()
    return pieces.flatMap { piece in piece.withUnsafeBytes { scanner.take($0) } }
  }

  private func reports(_ text: String) -> [TerminalReport] { reports(Array(text.utf8)) }

  private static let stream =
    "text\u{1B}[31m\u{1B}]0;a title\u{7}more\u{1B}]2;é ✳\u{1B}\\"
    + "\u{1B}]7501;state=blocked:kind=permission:msg=TWF5IEk/\u{1B}\\\u{1B}]7501;state=idle\u{7}"
  private static let expected: [TerminalReport] = [
    .title("a title"), .title("é ✳"),
    .status(StatusClaim(.waiting, .permission), message: "May I?"),
    .status(StatusClaim(.ready), message: nil),
  ]

  @Test func findsThemAmongOtherBytes() { #expect(reports(Self.stream) == Self.expected) }

  @Test func piecesMayEndAnywhere() {
    let bytes = Array(Self.stream.utf8)
    for index in bytes.indices {
      #expect(reports(Array(bytes[..<index]), Array(bytes[index...])) == Self.expected, "\(index)")
    }
    var scanner = TerminalReportScanner()
    var found: [TerminalReport] = []
    for byte in bytes { found += [byte].withUnsafeBytes { scanner.take($0) } }
    #expect(found == Self.expected)
  }

  @Test(arguments: [
    ("state=idle", StatusClaim(.ready)), ("state=done", StatusClaim(.ready)),
    ("state=working", StatusClaim(.working)), ("state=blocked", StatusClaim(.waiting)),
    ("state=blocked:kind=question", StatusClaim(.waiting, .question)),
    ("state=blocked:kind=sign-in", StatusClaim(.waiting, .signIn)),
    ("state=blocked:kind=odd", StatusClaim(.waiting)),
    ("id=1:state=working:app=x", StatusClaim(.working)), ("state=working:", StatusClaim(.working)),
    ("msg=:state=idle", StatusClaim(.ready)), ("state=idle:flag", StatusClaim(.ready)),
  ])
  func readsTheStatusProtocol(_ text: String, _ claim: StatusClaim) {
    guard case .status(let read, _)? = reports("\u{1B}]7501;\(text)\u{7}").first else {
      Issue.record("no report")
      return
    }
    #expect(read == claim)
  }

  @Test func whatWasSaidCanBeTakenBack() {
    #expect(reports("\u{1B}]7501;state=clear\u{1B}\\") == [.status(nil, message: nil)])
  }

  @Test(arguments: [
    "?", "", "state", "state=", "state=odd", "idle", "=idle", "state =idle", "State=idle", ":::",
    "msg=aGk=",
  ])
  func whatIsNoStatusIsNone(_ text: String) {
    #expect(reports("\u{1B}]7501;\(text)\u{7}").isEmpty)
  }

  @Test(
    arguments: [
      ("aGk=", "hi"), ("aGk", "hi"), ("", ""), ("aGk!", nil), ("aG k", nil),
      ("%%%", nil), ("w6k=", "é"), ("gw==", "\u{FFFD}"), ("GzBjG10wO3gH", "0c ]0;x"), ("=", ""),
    ] as [(String, String?)])
  func messagesAreBase64OfALine(_ text: String, _ message: String?) {
    let found = reports("\u{1B}]7501;state=blocked:msg=\(text)\u{7}")
    #expect(found == [.status(StatusClaim(.waiting), message: message)])
  }

  @Test func titlesAreOneHarmlessLine() {
    #expect(reports("\u{1B}]0;a\n\tb\u{202E}  c\u{7}") == [.title("a b c")])
    #expect(reports("\u{1B}]0;\u{7}") == [.title("")])
    #expect(reports("\u{1B}]2;a;b\u{7}") == [.title("a;b")])
  }

  @Test(arguments: [
    "\u{1B}]1;icon\u{7}", "\u{1B}]8;;http://x\u{7}", "\u{1B}]0\u{7}", "\u{1B}];x\u{7}",
    "\u{1B}]00;x\u{7}", "]0;x\u{7}", "\u{1B}[0;x\u{7}", "\u{1B}P0;x\u{1B}\\", "\u{1B}]0;x",
    "\u{1B}]52;c;aGk=\u{7}",
  ])
  func othersAreNothingToUs(_ text: String) { #expect(reports(text).isEmpty) }

  @Test(arguments: [UInt8(0x18), 0x1A]) func commandsCanBeCancelled(_ byte: UInt8) {
    let bytes = Array("\u{1B}]0;gone".utf8) + [byte] + Array("\u{7}\u{1B}]0;kept\u{7}".utf8)
    #expect(reports(bytes) == [.title("kept")])
  }

  @Test func anEscapeEndsACommandAndMayBeginAnother() {
    #expect(reports("\u{1B}]0;gone\u{1B}]0;kept\u{7}") == [.title("kept")])
    #expect(reports("\u{1B}]0;gone\u{1B}[m\u{1B}]0;kept\u{7}") == [.title("kept")])
    #expect(reports("\u{1B}]0;gone\u{1B}\u{1B}]0;kept\u{7}") == [.title("kept")])
    #expect(reports("\u{1B}]0;gone\u{1B}c\u{7}").isEmpty)
    #expect(reports("\u{1B}\u{1B}]0;kept\u{1B}\\\u{1B}\\") == [.title("kept")])
  }

  @Test func overlongCommandsAreDroppedAndForgotten() {
    let long = String(repeating: "x", count: 1 << 20)
    let after = "\u{1B}]0;kept\u{7}"
    #expect(reports("\u{1B}]0;\(long)\u{7}\(after)") == [.title("kept")])
    #expect(reports("\u{1B}]7501;state=blocked:msg=\(long)\u{1B}\\\(after)") == [.title("kept")])
    #expect(reports("\u{1B}]0;\(long)\u{1B}]0;kept\u{7}") == [.title("kept")])
    let title = String(repeating: "y", count: 4000)
    guard case .title(let shown)? = reports("\u{1B}]0;\(title)\u{7}").first else {
      Issue.record("no title")
      return
    }
    #expect(shown.count <= 200)
  }

  @Test func randomBytesDoNoHarm() {
    var dice = Dice(7)
    var scanner = TerminalReportScanner()
    let pieces: [[UInt8]] = [
      [0x1B, 0x5D], [0x1B], [0x07], [0x1B, 0x5C], Array("7501;state=".utf8), Array("0;".utf8),
      Array("blocked:msg=".utf8), [0x18], [0xFF, 0xFE], [0],
    ]
    var bytes: [UInt8] = []
    while bytes.count < 100_000 {
      if Bool.random(using: &dice) {
        bytes.append(UInt8.random(in: 0...255, using: &dice))
      } else {
        bytes += pieces.randomElement(using: &dice) ?? []
      }
    }
    var found: [TerminalReport] = []
    for start in stride(from: 0, to: bytes.count, by: 777) {
      found += bytes[start..<min(start + 777, bytes.count)].withUnsafeBytes { scanner.take($0) }
    }
    #expect(!found.isEmpty)
    for report in found {
      guard case .title(let title) = report else { continue }
      #expect(!title.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
    // Whatever came before, the next one is found.
    let next = Array("\u{18}\u{1B}]0;still here\u{7}".utf8)
    let last = next.withUnsafeBytes { scanner.take($0) }
    #expect(last == [.title("still here")])
  }
}
