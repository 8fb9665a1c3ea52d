import AgentModel
import Status
import Testing

@Suite struct ScreenReadingTests {
  private func reading(
    _ screen: [String], title: String = "", by rules: StatusRules.Rule...
  ) throws -> ScreenReading? {
    var all = StatusRules()
    all.rules = rules
    return try CompiledRules(all).read(screen, title: title)
  }

  @Test func theFirstThatMatchesDecides() throws {
    let first = Scene.rule("one", "working", any: ["a"])
    let second = Scene.rule("two", "waiting/question", any: ["b"])
    #expect(try reading(["a", "b"], by: first, second)?.rule == "one")
    #expect(try reading(["a", "b"], by: second, first)?.rule == "two")
    #expect(try reading(["b"], by: first, second)?.claim == StatusClaim(.waiting, .question))
    #expect(try reading(["c"], by: first, second) == nil)
    #expect(try reading([], by: first, second) == nil)
  }

  @Test func allAnyAndNoneAreEachMatchedInALine() throws {
    let rule = Scene.rule("x", "working", all: ["^a", "^b"], any: ["^c", "^d"], none: ["^e"])
    #expect(try reading(["b", "d", "a"], by: rule) != nil)
    #expect(try reading(["a", "c"], by: rule) == nil)
    #expect(try reading(["a", "b"], by: rule) == nil)
    #expect(try reading(["a", "b", "c", "e"], by: rule) == nil)
    #expect(try reading(["ab", "c"], by: rule) == nil)
  }

  @Test func lastCountsLinesThatHaveAnythingOnThem() throws {
    let rule = Scene.rule("x", "working", any: ["a"], last: 2)
    #expect(try reading(["a", "b", "", "   "], by: rule) != nil)
    #expect(try reading(["a", "b", "c"], by: rule) == nil)
    // What must not be there may be above.
    let none = Scene.rule("x", "working", any: ["b"], none: ["a"], last: 1)
    #expect(try reading(["a", "b"], by: none) != nil)
    #expect(try reading(["a b"], by: none) == nil)
  }

  @Test(arguments: [0, Int.max]) func anyNumberOfLastLinesIsSafe(_ last: Int) throws {
    let rule = Scene.rule("x", "working", any: ["a"], last: last)
    let found = try reading(["a", "b"], by: rule)
    #expect((found != nil) == (last > 0))
  }

  @Test func theCursorTellsWhetherAQuestionIsAnswered() throws {
    var asks = Scene.rule("asks", "waiting/permission", all: ["^Run it?", "^> *$"], last: 2)
    asks.cursor = .lastLine
    var runs = Scene.rule("runs", "working", all: ["^Run it?", "^> *$"], last: 2)
    runs.cursor = .below
    var rules = StatusRules()
    rules.rules = [asks, runs]
    let compiled = try CompiledRules(rules)
    let screen = ["hello", "Run it?", "> ", "", ""]
    func rule(_ row: Int?) -> String? {
      compiled.read(screen, cursorRow: row, title: "")?.rule
    }
    #expect(rule(2) == "asks")
    #expect(rule(3) == "runs")
    #expect(rule(4) == "runs")
    // Above it, none of the two is true; a screen that was saved without its cursor asks.
    #expect(rule(1) == nil)
    #expect(rule(nil) == "asks")
    #expect(compiled.read(["", ""], cursorRow: 1, title: "") == nil)
  }

  @Test func titlesCountAloneOrWithTheScreen() throws {
    let alone = Scene.rule("alone", "working", title: "^[*]")
    let both = Scene.rule("both", "waiting", any: ["a"], title: "^!")
    var rules = StatusRules()
    rules.rules = [alone, both]
    let compiled = try CompiledRules(rules)
    #expect(compiled.read(title: "* x")?.rule == "alone")
    #expect(compiled.read(title: "! x") == nil)
    #expect(compiled.read(["a"], title: "! x")?.rule == "both")
    #expect(compiled.read(["a"], title: "* x") == nil)
    #expect(compiled.read(["b"], title: "! x") == nil)
  }

  @Test func whatCanBeKnownIsKnown() throws {
    let compiled = try CompiledRules(Scene.rules)
    #expect(compiled.readsScreens && compiled.knowsWork)
    let plain = try CompiledRules(Scene.plain)
    #expect(plain.readsScreens && !plain.knowsWork)
    var titles = StatusRules()
    titles.rules = [Scene.rule("x", "working", title: "x")]
    let titled = try CompiledRules(titles)
    #expect(!titled.readsScreens && titled.knowsWork)
    let empty = try CompiledRules(StatusRules())
    #expect(!empty.readsScreens && !empty.knowsWork)
    #expect(empty.read(["x"], title: "x") == nil)
  }

  @Test func theInputLineCountsAsReady() throws {
    let compiled = try CompiledRules(Scene.rules)
    #expect(compiled.read(["> "], title: "")?.rule == "ready")
    #expect(compiled.read(["> my typed"], title: "")?.rule == "composer")
    #expect(compiled.read(["> my typed"], title: "")?.claim == StatusClaim(.ready))
    #expect(compiled.holdsText(["> "]) == false)
    #expect(compiled.holdsText(["> my typed"]) == true)
    #expect(try CompiledRules(StatusRules()).holdsText(["> my typed"]) == nil)
  }

  @Test func theSentenceIsTheFirstLineThatMatches() throws {
    let rule = Scene.rule(
      "x", "waiting", any: ["yes"], last: 3, sentence: "^(│ )?Do you want")
    let screen = ["Do you want old", "│ Do you want  new? │", "Do you want more?", "yes"]
    #expect(try reading(screen, by: rule)?.sentence == "Do you want new?")
    #expect(try reading(["yes"], by: rule)?.sentence == nil)
  }

  @Test(arguments: [
    ("plain", "plain"), ("  a   b  ", "a b"), ("", ""), ("│ a ─── b ┃", "a b"),
    ("a\u{1B}[31mb\u{7}c", "a [31mb c"), ("a\u{9B}2Jb", "a 2Jb"), ("a\u{202E}b\u{2066}c", "a b c"),
    ("a\u{200B}b\u{FEFF}c", "a b c"), ("a\tb\nc\rd\u{0}e", "a b c d e"),
    ("a\u{2028}b\u{2029}c\u{85}d", "a b c d"), ("▐▛█▌ x", "x"), ("é ✳ 日本", "é ✳ 日本"),
    ("a\u{E000}b", "a b"), ("$(touch x) `y` \"z\" 'q'", "$(touch x) `y` \"z\" 'q'"),
  ])
  func sentencesAreHarmless(_ line: String, _ sentence: String) {
    #expect(CompiledRules.sentence(line) == sentence)
  }

  @Test func sentencesAreShort() {
    #expect(CompiledRules.sentence(String(repeating: "x", count: 100_000)).count == 200)
    let marks = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(CompiledRules.sentence(marks).unicodeScalars.count <= 200)
  }

  @Test func theLastLineSaysSomethingOfItsWork() throws {
    var rules = StatusRules()
    rules.chrome = ["^> ", "shortcuts$"]
    let compiled = try CompiledRules(rules)
    #expect(
      compiled.lastLine(["one", "two", "───", "> typed", "? for shortcuts", "", "12 %"]) == "two")
    #expect(compiled.lastLine(["───", "> "]) == nil)
    #expect(compiled.lastLine(["日本", "12:30"]) == "日本")
    #expect(compiled.lastLine([]) == nil)
  }

  @Test(arguments: ["(", "[", "a{2,1}", "\\", "*("]) func badPatternsAreErrors(_ pattern: String) {
    let rule = Scene.rule("x", "working", any: [pattern])
    let titled = Scene.rule("x", "working", title: pattern)
    let spoken = Scene.rule("x", "working", any: ["a"], sentence: pattern)
    for rule in [rule, titled, spoken] {
      var rules = StatusRules()
      rules.rules = [rule]
      #expect(throws: StatusError.invalidPattern(pattern)) { try CompiledRules(rules) }
    }
    var composer = StatusRules()
    composer.composer = StatusRules.Composer(line: pattern)
    #expect(throws: StatusError.invalidPattern(pattern)) { try CompiledRules(composer) }
    var chrome = StatusRules()
    chrome.chrome = [pattern]
    #expect(throws: StatusError.invalidPattern(pattern)) { try CompiledRules(chrome) }
  }
}
