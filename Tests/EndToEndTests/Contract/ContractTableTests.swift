import AgentvmTestSupport
import Testing

/// The whole command contract as a table: for every verb what is typed, what comes of it on
/// standard output and standard error, the exit status, and the files that are there afterwards.
@Suite struct ContractTableTests {
  @Test(arguments: Row.all) func does(_ row: Row) throws {
    try TestHome.with { home throws in
      for (path, text) in row.files { try home.write(path, text) }
      try row.shell(row.prepare, home)
      for argv in row.setup {
        let result = try home.run(argv.map { row.filled($0, home) })
        try #require(result.status == 0, "\(argv): \(row.errors(result))")
      }
      try row.shell(row.then, home)
      let result = try row.result(home)
      let (text, errors) = (row.told(result.text, home), row.told(row.errors(result), home))
      #expect(result.status == row.status)
      #expect(row.stdout.holds(text), "standard output:\n\(text)")
      #expect(row.stderr.holds(errors), "standard error:\n\(errors)")
      if !row.after.isEmpty {
        let later = try home.run(row.after)
        let shown = row.told(later.text, home)
        #expect(later.status == 0 && row.shows.holds(shown), "\(row.after):\n\(shown)")
      }
      for path in row.exists { #expect(home.exists(path), "there is no \(path)") }
      for path in row.missing { #expect(!home.exists(path), "there is a \(path)") }
      for (path, text) in row.holds { #expect(home.read(path) == text, "\(path)") }
    }
  }

  /// A verb can't be added without a row.
  @Test func everyVerbHasARow() throws {
    try TestHome.with { home throws in
      let words = Set(try home.run("help").text.split(separator: "\n").flatMap(Self.verbs))
      #expect(words.count > 30)
      #expect(words.subtracting(Row.all.compactMap(\.argv.first)) == [])
    }
  }

  /// `list` and `ls` of the line `  list, ls    List agents.`; nothing of other lines.
  private static func verbs(_ line: Substring) -> [String] {
    guard line.hasPrefix("  "), let first = line.dropFirst(2).first, first != " " else { return [] }
    let names = line.dropFirst(2).prefix(12).split(separator: " ").prefix { word in
      word.allSatisfy { $0.isLowercase || $0 == "," }
    }
    // What is behind two blanks is no name.
    let field = names.joined(separator: " ")
    guard line.dropFirst(2).hasPrefix(field + "  ") else { return [] }
    return names.map { String($0.filter { $0 != "," }) }
  }
}
