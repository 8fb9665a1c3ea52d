/// A prompt as it is found again on a screen, which wraps it and frames it.
package struct PastedText {
  private let end: String

  /// Characters of its end that are looked for.
  private static let length = 24

  /// For that prompt.
  package init(_ text: String) {
    end = String(PastedText.bare([text]).suffix(PastedText.length))
  }

  /// Whether the screen shows its end in the input line, or that something was pasted there.
  package func isWhole(on screen: [String], _ rules: CompiledRules) -> Bool {
    guard rules.holdsText(screen) == true else { return false }
    return rules.showsPaste(screen) || end.isEmpty || PastedText.bare(screen).contains(end)
  }

  /// How often the screen shows its end.
  package func count(on screen: [String]) -> Int {
    guard !end.isEmpty else { return 0 }
    let text = Array(PastedText.bare(screen).utf8)
    let wanted = Array(end.utf8)
    guard text.count >= wanted.count else { return 0 }
    var count = 0
    var index = 0
    while index + wanted.count <= text.count {
      if text[index] == wanted[0], Array(text[index..<index + wanted.count]) == wanted {
        count += 1
        index += wanted.count
      } else {
        index += 1
      }
    }
    return count
  }

  /// Lines without blanks and frames.
  private static func bare(_ lines: [String]) -> String {
    var bare = String.UnicodeScalarView()
    for line in lines {
      for scalar in line.unicodeScalars
      where scalar.value > 0x20 && !(0x2500...0x259F).contains(scalar.value)
        && scalar.value != 0xA0
      {
        bare.append(scalar)
      }
    }
    return String(bare)
  }
}
