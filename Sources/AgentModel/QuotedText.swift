/// Reads shell words off a text: bare, `'…'`, `"…"`, `$'…'` and backslashes. Variables are replaced
/// only where `variables` names them; everything else stays as it was written.
package struct QuotedText {
  private let bytes: [UInt8]
  private let variables: [String: String]
  private var index = 0

  /// The line that the reader is at, counted from 1.
  package private(set) var line = 1

  /// A reader at the start of `text`.
  package init(_ text: String, variables: [String: String] = [:]) {
    bytes = Array(text.utf8)
    self.variables = variables
  }

  /// Whether nothing is left.
  package var isAtEnd: Bool { index >= bytes.count }
  /// The byte at hand.
  package var next: UInt8? { isAtEnd ? nil : bytes[index] }

  /// What was read since `start`, an earlier copy of this reader, without the last newline.
  package func text(since start: QuotedText) -> String {
    var read = bytes[start.index..<index]
    if read.last == UInt8(ascii: "\n") { read = read.dropLast() }
    return String(decoding: read, as: UTF8.self)
  }

  /// Whether the byte parts words.
  package static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
  }

  /// Moves over white space; false at the end.
  package mutating func skipBlanks() -> Bool {
    while let byte = next, QuotedText.isBlank(byte) { advance() }
    return !isAtEnd
  }

  /// The bytes up to the end of the line, which it moves behind.
  package mutating func restOfLine() -> String {
    var rest: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\n") {
      rest.append(byte)
      advance()
    }
    if !isAtEnd { advance() }
    return String(decoding: rest, as: UTF8.self)
  }

  /// One word, up to a bare byte that `ends` names. Throws `ModelError.unterminatedQuote`.
  package mutating func word(until ends: (UInt8) -> Bool) throws(ModelError) -> String {
    var word: [UInt8] = []
    while let byte = next, !ends(byte) {
      switch byte {
      case UInt8(ascii: "'"): try singleQuoted(into: &word)
      case UInt8(ascii: "\""): try doubleQuoted(into: &word)
      case UInt8(ascii: "$") where peek(1) == UInt8(ascii: "'"): try ansiQuoted(into: &word)
      case UInt8(ascii: "$"): variable(into: &word)
      case UInt8(ascii: "\\"): escaped(into: &word)
      default:
        word.append(byte)
        advance()
      }
    }
    return String(decoding: word, as: UTF8.self)
  }

  private func peek(_ offset: Int) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  /// Moves over one byte.
  package mutating func advance() {
    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  private mutating func escaped(into word: inout [UInt8]) {
    advance()
    guard let byte = next else { return word.append(UInt8(ascii: "\\")) }
    if byte != UInt8(ascii: "\n") { word.append(byte) }
    advance()
  }

  private mutating func singleQuoted(into word: inout [UInt8]) throws(ModelError) {
    let start = line
    advance()
    while let byte = next {
      advance()
      if byte == UInt8(ascii: "'") { return }
      word.append(byte)
    }
    throw .unterminatedQuote(line: start)
  }

  private mutating func doubleQuoted(into word: inout [UInt8]) throws(ModelError) {
    let start = line
    advance()
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return
      case UInt8(ascii: "\\"):
        advance()
        guard let following = next else { break }
        if !"$`\"\\\n".utf8.contains(following) { word.append(byte) }
        if following != UInt8(ascii: "\n") { word.append(following) }
        advance()
      case UInt8(ascii: "$"): variable(into: &word)
      default:
        word.append(byte)
        advance()
      }
    }
    throw .unterminatedQuote(line: start)
  }

  private mutating func variable(into word: inout [UInt8]) {
    for (name, value) in variables {
      for form in ["${\(name)}", "$\(name)"] {
        let pattern = Array(form.utf8)
        guard index + pattern.count <= bytes.count,
          bytes[index..<index + pattern.count].elementsEqual(pattern)
        else { continue }
        let following = peek(pattern.count)
        let endsHere =
          form.hasSuffix("}")
          || !(following.map { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") } ?? false)
        guard endsHere else { continue }
        word.append(contentsOf: value.utf8)
        index += pattern.count
        return
      }
    }
    word.append(bytes[index])
    advance()
  }

  private mutating func ansiQuoted(into word: inout [UInt8]) throws(ModelError) {
    let start = line
    advance()
    advance()
    while let byte = next {
      advance()
      if byte == UInt8(ascii: "'") { return }
      guard byte == UInt8(ascii: "\\"), let kind = next else {
        word.append(byte)
        continue
      }
      advance()
      switch kind {
      case UInt8(ascii: "n"): word.append(10)
      case UInt8(ascii: "t"): word.append(9)
      case UInt8(ascii: "r"): word.append(13)
      case UInt8(ascii: "a"): word.append(7)
      case UInt8(ascii: "b"): word.append(8)
      case UInt8(ascii: "f"): word.append(12)
      case UInt8(ascii: "v"): word.append(11)
      case UInt8(ascii: "E"), UInt8(ascii: "e"): word.append(27)
      case UInt8(ascii: "x"): word.append(number(radix: 16, digits: 2, first: nil))
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        word.append(number(radix: 8, digits: 2, first: kind))
      default: word.append(kind)
      }
    }
    throw .unterminatedQuote(line: start)
  }

  private mutating func number(radix: Int, digits: Int, first: UInt8?) -> UInt8 {
    var text = first.map { String(UnicodeScalar($0)) } ?? ""
    var left = digits
    while left > 0, let byte = next, Int(String(UnicodeScalar(byte)), radix: radix) != nil {
      text.unicodeScalars.append(UnicodeScalar(byte))
      advance()
      left -= 1
    }
    return UInt8(truncatingIfNeeded: Int(text, radix: radix) ?? 0)
  }
}
