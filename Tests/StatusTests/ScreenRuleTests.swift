import AgentModel
import Status
import Testing

@Suite struct ScreenRuleTests {
  @Test func allMustMatchAndNoneMay() throws {
    let rule = try ScreenRule(ReadyRule(all: ["^❯", "mode on"], none: ["esc to interrupt"]))
    #expect(rule.matches(["text", "❯ ", "  manual mode on"]))
    #expect(!rule.matches(["❯ ", "  manual mode on · esc to interrupt"]))
    #expect(!rule.matches([" ❯ ", "mode on"]))
    #expect(!rule.matches([]))
  }

  @Test func anEmptyRuleSaysNothing() throws { #expect(try ScreenRule(ReadyRule()).isEmpty) }

  @Test func badPatternsAreErrors() {
    #expect(throws: StatusError.invalidPattern("(")) { try ScreenRule(ReadyRule(all: ["("])) }
  }
}
