/// Turns a terminal's bytes into text that a person can read and that can do nothing to theirs:
/// escape sequences go, a carriage return starts its line again, a backspace takes a character
/// back, and jumps to the right become blanks. Works on a stream in pieces of any size.
///
/// This is the reader of the terminal's language; ``LineBuffer`` is the line that it writes on.
package struct PlainText: ~Copyable {
  private enum State {
    case text
    case escape
    case intermediate
    case control
    case string
    case stringEscape
  }

  /// The most bytes of an operating system command; a longer one was never ended.
  private static let longestString = 65536

  private var lines = LineBuffer()
  private var state = State.text
  /// The bytes of a character that the last piece has cut.
  private var carry: [UInt8] = []
  private var stringLength = 0
  /// Whether the string is an operating system command, which is one line.
  private var isCommand = false
  private var parameter = 0
  /// Whether the control sequence has nothing but that parameter.
  private var isPlain = true

  /// A filter at the start of a stream.
  package init() {}

  /// Takes the next piece of the stream.
  package mutating func feed(_ bytes: [UInt8]) { bytes.withUnsafeBytes { feed($0) } }

  /// Takes the next piece of the stream.
  package mutating func feed(_ bytes: UnsafeRawBufferPointer) {
    guard carry.isEmpty || bytes.isEmpty else {
      // At most three bytes: they and the next few make a piece of their own.
      let joined = carry + bytes.prefix(3)
      carry = []
      joined.withUnsafeBytes { consume($0) }
      return feed(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3)))
    }
    consume(bytes)
  }

  private mutating func consume(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    lines.reserve(bytes.count + 16)
    var i = 0
    let end = bytes.count
    while i < end {
      if state == .text {
        i = lines.appendPrintable(source, from: i, to: end)
        if i < end { i = special(source, at: i, end: end) }
      } else {
        step(source.load(fromByteOffset: i, as: UInt8.self))
        i += 1
      }
    }
  }

  /// Hands out the text of whole lines, or with `all` everything so far.
  package mutating func drain(all: Bool, _ body: (UnsafeRawBufferPointer) -> Void) {
    lines.drain(all: all, body)
  }

  /// The text of a whole stream.
  package static func of(_ bytes: [UInt8]) -> [UInt8] {
    var filter = PlainText()
    filter.feed(bytes)
    var text: [UInt8] = []
    filter.drain(all: true) { text = Array($0) }
    return text
  }

  /// Whether it is a character that turns the direction of what follows it: U+202A to U+202E, U+2066 to
  /// U+2069.
  private static func turnsText(_ lead: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    lead == 0xE2
      && ((second == 0x80 && (0xAA...0xAE).contains(third))
        || (second == 0x81 && (0xA6...0xA9).contains(third)))
  }

  /// Deals with the byte at `index`, which does not stand for itself; returns where to go on.
  @inline(__always)
  private mutating func special(_ source: UnsafeRawPointer, at index: Int, end: Int) -> Int {
    let byte = source.load(fromByteOffset: index, as: UInt8.self)
    switch byte {
    case 0x0A: lines.endLine()
    case 0x0D: lines.carriageReturn()
    case 0x1B:
      if index + 2 < end,
        source.load(fromByteOffset: index + 1, as: UInt8.self) == UInt8(ascii: "["),
        let next = skipStyle(source, from: index + 2, end: end)
      {
        return next
      }
      state = .escape
    case 0x09: lines.write(byte)
    case 0x08: lines.takeBack()
    case 0x80...0xFF:
      lines.cutAtCursor()
      return character(source, at: index, end: end)
    default: break
    }
    return index + 1
  }

  /// Copies characters beyond ASCII, as long as they follow each other: whole and well-formed ones as
  /// they are. C1 controls go, or begin what they begin; anything else becomes U+FFFD. A character
  /// that the piece cuts is kept for the next one.
  private mutating func character(
    _ source: UnsafeRawPointer, at index: Int, end: Int
  ) -> Int {
    var i = index
    while i < end {
      let lead = source.load(fromByteOffset: i, as: UInt8.self)
      guard lead >= 0x80 else { return i }
      let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
      guard (0xC2...0xF4).contains(lead) else {
        appendReplacement()
        i += 1
        continue
      }
      var have = 1
      while have < length, i + have < end,
        source.load(fromByteOffset: i + have, as: UInt8.self) & 0xC0 == 0x80
      { have += 1 }
      if have < length {
        if i + have == end {
          keep(source, from: i, count: have)
          return end
        }
        appendReplacement()
        i += have
        continue
      }
      let second = source.load(fromByteOffset: i + 1, as: UInt8.self)
      if lead == 0xC2, second < 0xA0 {
        i += 2
        if enterC1(second) { return i }
        continue
      }
      if PlainText.isMalformed(lead, second)
        || PlainText.turnsText(
          lead, second, source.load(fromByteOffset: i + length - 1, as: UInt8.self))
      {
        appendReplacement()
        i += length
        continue
      }
      for offset in 0..<length {
        lines.append(source.load(fromByteOffset: i + offset, as: UInt8.self))
      }
      i += length
    }
    return i
  }

  /// Overlong forms, surrogates, and what lies above U+10FFFF.
  @inline(__always)
  private static func isMalformed(_ lead: UInt8, _ second: UInt8) -> Bool {
    switch lead {
    case 0xE0: second < 0xA0
    case 0xED: second > 0x9F
    case 0xF0: second < 0x90
    case 0xF4: second > 0x8F
    default: false
    }
  }

  private mutating func keep(_ source: UnsafeRawPointer, from start: Int, count: Int) {
    for offset in 0..<count {
      carry.append(source.load(fromByteOffset: start + offset, as: UInt8.self))
    }
  }

  private mutating func appendReplacement() {
    for byte in [0xEF, 0xBF, 0xBD] as [UInt8] { lines.append(byte) }
  }

  /// The C1 control as what it begins; false when it is none of those.
  private mutating func enterC1(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x9B: enterControl()
    case 0x90, 0x98, 0x9D, 0x9E, 0x9F: enterString(isCommand: byte == 0x9D)
    default: return false
    }
    return true
  }

  /// Moves over `digits ; : … m`, by far the most frequent sequence; nil when it is another.
  @inline(__always)
  private func skipStyle(_ source: UnsafeRawPointer, from start: Int, end: Int) -> Int? {
    var i = start
    while i < end {
      let byte = source.load(fromByteOffset: i, as: UInt8.self)
      if byte == UInt8(ascii: "m") { return i + 1 }
      guard byte >= 0x30, byte <= 0x3B else { return nil }
      i += 1
    }
    return nil
  }

  private mutating func step(_ byte: UInt8) {
    switch state {
    case .text: break
    case .escape:
      switch byte {
      case UInt8(ascii: "["): enterControl()
      case UInt8(ascii: "]"), UInt8(ascii: "k"): enterString(isCommand: true)
      case UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
        enterString(isCommand: false)
      case 0x20...0x2F: state = .intermediate
      case 0x1B: break
      default: endAt(byte)
      }
    case .intermediate:
      if !(0x20...0x2F).contains(byte) { endAt(byte) }
    case .control:
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        parameter = min(parameter * 10 + Int(byte - UInt8(ascii: "0")), 9999)
      case 0x20...0x2F, 0x3A...0x3F: isPlain = false
      case 0x40...0x7E:
        state = .text
        if PlainText.leavesLine(byte) { lines.leaveLine() } else if isPlain { jump(byte) }
      default: endAt(byte)
      }
    case .string:
      stringLength += 1
      switch byte {
      case 0x07, 0x18, 0x1A: state = .text
      case 0x0A where isCommand: endAt(byte)
      case 0x1B: state = .stringEscape
      default: if stringLength > PlainText.longestString { state = .text }
      }
    case .stringEscape:
      state = .text
      if byte != UInt8(ascii: "\\") {
        state = .escape
        step(byte)
      }
    }
  }

  /// A sequence is over; a control byte in it still counts.
  private mutating func endAt(_ byte: UInt8) {
    state = .text
    switch byte {
    case 0x0A: lines.endLine()
    case 0x0D: lines.carriageReturn()
    case 0x1B: state = .escape
    default: break
    }
  }

  private mutating func enterControl() {
    state = .control
    parameter = 0
    isPlain = true
  }

  private mutating func enterString(isCommand: Bool) {
    state = .string
    self.isCommand = isCommand
    stringLength = 0
  }

  /// Whether a control sequence takes the cursor to another line: up, down, or anywhere.
  private static func leavesLine(_ final: UInt8) -> Bool {
    "ABEFHdf".utf8.contains(final)
  }

  /// Moves of the cursor to the right within the line are how many programs write blanks.
  private mutating func jump(_ final: UInt8) {
    switch final {
    case UInt8(ascii: "C"): lines.moveRight(by: max(1, parameter))
    case UInt8(ascii: "G"): lines.move(to: max(0, parameter - 1))
    default: break
    }
  }
}
