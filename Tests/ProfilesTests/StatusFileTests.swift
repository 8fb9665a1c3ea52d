import AgentModel
import Profiles
import Testing

/// The whole of a status file, and what is wrong with others.
@Suite struct StatusFileRulesTests {
  @Test func readsEverything() throws {
    let rules = try StatusFile.parse(
      """
      ready:
        all: ['^> $']
      composer: '^> .*[^ ]'
      rules:
        - name: asks
          state: waiting/permission
          title: '^!'
          last: 3
          cursor: below
          all: ['a']
          any: ['b', 'c']
          none: ['d']
          sentence: 'e'
          yes: ['y', 'Enter']
          no: ['Escape']
        - name: busy
          state: working
          any: ['f']
      hooks:
        Stop: ready
        Ask: waiting/question
      chrome: ['^─']
      """, name: "x")
    #expect(rules.ready == ReadyRule(all: ["^> $"], none: []))
    #expect(rules.composer?.line == "^> .*[^ ]")
    #expect(rules.rules.map(\.name) == ["asks", "busy"])
    #expect(rules.hooks == ["Stop": StatusClaim(.ready), "Ask": StatusClaim(.waiting, .question)])
    #expect(rules.chrome == ["^─"])
    let rule = try #require(rules.rules.first)
    #expect(rule.claim == StatusClaim(.waiting, .permission))
    #expect(rule.title == "^!" && rule.last == 3 && rule.cursor == .below && rule.sentence == "e")
    #expect(rule.all == ["a"] && rule.any == ["b", "c"] && rule.none == ["d"])
    #expect(rule.yes == ["y", "Enter"] && rule.no == ["Escape"])
    #expect(StatusRules(fields: rules.fields) == rules)
  }

  @Test(
    arguments: [
      ("rules: [{name: x, state: odd, all: [a]}]", "no such state, of the rule x"),
      ("rules: [{name: x, state: idle, all: [a]}]", "no such state, of the rule x"),
      ("rules: [{name: x, state: waiting/odd, all: [a]}]", "no such state, of the rule x"),
      ("rules: [{name: x, state: working}]", "nothing to match, in the rule x"),
      ("rules: [{name: x, state: working, none: [a]}]", "nothing to match, in the rule x"),
      ("rules: [{state: working, all: [a]}]", "not the YAML it should be"),
      ("rules: [{name: x, all: [a]}]", "not the YAML it should be"),
      ("rules: {name: x}", "not the YAML it should be"),
      ("rules: [{name: x, state: working, all: a}]", "not the YAML it should be"),
      ("rules: [{name: x, state: working, all: [a], last: many}]", "not the YAML it should be"),
      (
        "rules: [{name: x, state: working, all: [a], cursor: above}]",
        "the cursor is at last-line or below, in the rule x"
      ),
      ("hooks: {Stop: odd}", "no such state, of the hook Stop"),
      ("hooks: [Stop]", "not the YAML it should be"),
      ("hooks: {\"a\\nb\": ready}", "no such state, of the hook a\nb"),
      ("composer: \"a\\nb\"", "too many rules, or a pattern of more than a line"),
      (
        "rules: [{name: \"a\\nb\", state: working, all: [a]}]",
        "too many rules, or a pattern of more than a line"
      ),
    ])
  func saysWhatIsWrong(_ text: String, _ reason: String) {
    #expect(throws: ProfileError.unreadable(profile: "x.status.yaml", reason: reason)) {
      try StatusFile.parse(text, name: "x")
    }
  }

  /// A file that would stop a supervisor is refused before there is one.
  @Test(arguments: [
    "rules: [{name: x, state: working, all: [a], last: -1}]",
    "rules: [{name: x, state: working, all: [a], last: 0}]",
  ])
  func linesAreCountedFromOne(_ text: String) {
    #expect(throws: ProfileError.self) { try StatusFile.parse(text, name: "x") }
  }

  @Test func muchOfItIsRefused() {
    let rule = "  - {name: x, state: working, all: [a]}\n"
    let many = "rules:\n" + String(repeating: rule, count: 201)
    let long = "chrome: ['\(String(repeating: "x", count: 1001))']"
    let broad = "chrome: [" + String(repeating: "a, ", count: 2001) + "]"
    for text in [many, long, broad] {
      #expect(throws: ProfileError.self) { try StatusFile.parse(text, name: "x") }
    }
    #expect(throws: Never.self) {
      try StatusFile.parse("rules:\n" + String(repeating: rule, count: 200), name: "x")
    }
  }

  @Test(arguments: ["{}", "rules: []", "hooks: {}", "ready: {}", "chrome: []"])
  func nothingIsNoRules(_ text: String) throws {
    #expect(try StatusFile.parse(text, name: "x") == StatusRules())
  }
}
