/// Text of unknown origin, made fit for one line of a person's terminal.
package enum Printable {
  /// `text` with every control, format and bidirectional character replaced by U+FFFD, cut to
  /// `limit` characters.
  package static func line(_ text: String, limit: Int = 300) -> String {
    // By far the most texts are plain.
    if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      line.append(isHarmless(scalar) ? scalar : "\u{FFFD}")
    }
    if text.unicodeScalars.count > limit { line.append("…") }
    return String(line)
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: true
    }
  }
}
