/// Words of a shell command line as data: quoting and splitting, no expansion, nothing executed.
package enum ShellWords {
  /// `text` as one shell word: as it is where every shell leaves it alone, in single quotes else.
  package static func quoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "_-./:=@%+,".utf8.contains($0) }
    return isPlain ? text : "'" + text.split("'").joined(separator: "'\\''") + "'"
  }

  /// The words joined to a line that `split` reads back.
  package static func joined(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  /// Splits a line that `joined`, a person or bash's `printf %q` wrote.
  /// Throws `ModelError.unterminatedQuote`.
  package static func split(_ line: String) throws(ModelError) -> [String] {
    var scanner = QuotedText(line)
    var words: [String] = []
    while scanner.skipBlanks() {
      words.append(try scanner.word(until: QuotedText.isBlank))
    }
    return words
  }
}

extension String {
  /// The pieces between `separator`, empty ones included.
  package func split(_ separator: Character) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
