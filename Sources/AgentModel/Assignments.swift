/// A file of `KEY=value` lines: state, env, config and profiles. Data only: nothing is executed.
/// Reads what the original wrote (bare, quoted, with `export`); lines that it does not know, and
/// their order, survive a rewrite.
package struct Assignments: Sendable, Equatable {
  private enum Line: Sendable, Equatable {
    /// `source` is what the file says, nil once the value was set anew.
    case assignment(key: String, value: String, source: String?)
    case other(String)
  }

  private var lines: [Line] = []

  /// An empty one.
  package init() {}

  /// Parses a file. Only the variables given are replaced, and only outside single quotes.
  /// Throws `ModelError.unterminatedQuote`.
  package init(parsing text: String, variables: [String: String] = [:]) throws(ModelError) {
    try self.init(text, variables: variables, isLenient: false)
  }

  /// Parses a file that people edit: a quote that is not closed stands for itself.
  package init(lenient text: String) {
    do { try self.init(text, variables: [:], isLenient: true) } catch { self.init() }
  }

  private init(
    _ text: String, variables: [String: String], isLenient: Bool
  ) throws(ModelError) {
    var reader = QuotedText(text, variables: variables)
    while !reader.isAtEnd {
      let start = reader
      let source = reader.restOfLine()
      guard let key = Assignments.key(of: source) else {
        lines.append(.other(source))
        continue
      }
      let end = reader
      reader = start
      while reader.next != UInt8(ascii: "=") { reader.advance() }
      reader.advance()
      do {
        let value = try Assignments.value(from: &reader)
        lines.append(.assignment(key: key, value: value, source: reader.text(since: start)))
      } catch {
        guard isLenient, let equals = source.firstIndex(of: "=") else { throw error }
        let value = String(source[source.index(after: equals)...])
        lines.append(.assignment(key: key, value: value, source: source))
        reader = end
      }
    }
  }

  /// The keys in the order of their first line.
  package var keys: [String] {
    var seen: Set<String> = []
    return lines.compactMap { line in
      guard case .assignment(let key, _, _) = line, seen.insert(key).inserted else { return nil }
      return key
    }
  }

  /// The value of `key`: the last line of that key counts, as in a shell. Setting nil removes it.
  package subscript(key: String) -> String? {
    get {
      for case .assignment(key, let value, _) in lines.reversed() { return value }
      return nil
    }
    set {
      let isOurs = { (line: Line) -> Bool in
        if case .assignment(key, _, _) = line { true } else { false }
      }
      guard let newValue else { return lines.removeAll(where: isOurs) }
      let line = Line.assignment(key: key, value: newValue, source: nil)
      guard let index = lines.firstIndex(where: isOurs) else { return lines.append(line) }
      lines[index] = line
      var behind = index + 1
      while behind < lines.count {
        if isOurs(lines[behind]) { lines.remove(at: behind) } else { behind += 1 }
      }
    }
  }

  /// The file's text: what was set is quoted as needed, the rest stands as it was read.
  package var text: String {
    var text = ""
    for line in lines {
      switch line {
      case .assignment(let key, let value, let source):
        text += (source ?? "\(key)=\(ShellWords.quoted(value))") + "\n"
      case .other(let source): text += source + "\n"
      }
    }
    return text
  }

  /// Whether `text` can be a key: `[A-Za-z_][A-Za-z0-9_]*`.
  package static func isKey(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, first == UInt8(ascii: "_") || first.isASCIIAlphanumeric,
      !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
    else { return false }
    return text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
  }

  private static func key(of line: String) -> String? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    var head = line[..<equals].drop { $0 == " " || $0 == "\t" }
    if head.hasPrefix("export ") { head = head.dropFirst(7).drop { $0 == " " } }
    return isKey(head) ? String(head) : nil
  }

  /// A quoted value ends with its word; a bare one with its line or a ` #` comment, and may hold
  /// blanks.
  private static func value(from reader: inout QuotedText) throws(ModelError) -> String {
    let isNewline = { (byte: UInt8) in byte == UInt8(ascii: "\n") }
    var probe = reader
    let source = probe.restOfLine()
    let isQuoted = source.contains { $0 == "'" || $0 == "\"" || $0 == "\\" }
    if isQuoted {
      let word = try reader.word(until: QuotedText.isBlank)
      _ = reader.restOfLine()
      return word
    }
    var value = try reader.word(until: isNewline)
    _ = reader.restOfLine()
    if value.hasPrefix("#") { return "" }
    if let comment = value.firstRange(of: " #") { value = String(value[..<comment.lowerBound]) }
    while let last = value.unicodeScalars.last, last == " " || last == "\t" || last == "\r" {
      value.unicodeScalars.removeLast()
    }
    return value
  }
}

extension String {
  fileprivate func firstRange(of pattern: String) -> Range<String.Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(pattern) {
        return index..<self.index(index, offsetBy: pattern.count)
      }
      index = self.index(after: index)
    }
    return nil
  }
}
