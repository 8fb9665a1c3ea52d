import AgentModel
import Status

/// An agent as the tests of the engine know it: what it shows, what its hooks say, and an engine
/// that is told of it at given times.
struct Scene {
  /// The engine that is told.
  var engine: StatusEngine

  static let ready = ["hello", "> "]
  static let busy = ["> task", "busy"]
  static let asks = ["> task", "Allow this?", " 1. yes"]

  /// Of an agent with rules for everything.
  static let rules: StatusRules = {
    var rules = StatusRules()
    rules.ready = ReadyRule(all: ["^> $"])
    rules.composer = StatusRules.Composer(line: "^> [^ ]+ typed$")
    rules.hooks = [
      "Prompt": StatusClaim(.working), "Stop": StatusClaim(.ready),
      "Ask": StatusClaim(.waiting, .permission),
    ]
    rules.rules = [
      Scene.rule("asks", "waiting/permission", any: ["^Allow .*\\?$"], last: 2, sentence: "^Allow"),
      Scene.rule("busy", "working", any: ["^busy"], last: 1),
      Scene.rule("turning", "working", title: "^[*] "),
      Scene.rule(
        "refused", "failing/authentication", any: ["^error: 401"], last: 2, sentence: "^error"),
    ]
    return rules
  }()

  /// Of a plain command: a question and a shell's prompt.
  static let plain: StatusRules = {
    var rules = StatusRules()
    rules.rules = [
      Scene.rule("question", "waiting/question", any: ["\\(y/n\\) *$"], last: 1, sentence: "."),
      Scene.rule("prompt", "ready", any: ["^\\$ *$"], last: 1),
    ]
    return rules
  }()

  static func rule(
    _ name: String, _ claim: String, all: [String] = [], any: [String] = [], none: [String] = [],
    last: Int? = nil, title: String? = nil, sentence: String? = nil
  ) -> StatusRules.Rule {
    var rule = StatusRules.Rule()
    rule.name = name
    rule.claim = StatusClaim(claim) ?? StatusClaim(.working)
    rule.all = all
    rule.any = any
    rule.none = none
    rule.last = last
    rule.title = title
    rule.sentence = sentence
    return rule
  }

  /// One that is started at 0.
  init(_ rules: StatusRules = Scene.rules) throws {
    engine = StatusEngine(try CompiledRules(rules), at: 0)
  }

  /// One that took input for the first time at 150.
  static func idle() throws -> Scene {
    var scene = try Scene()
    scene.draws(ready, at: 0)
    return scene
  }

  /// It writes, and its screen is looked at once that has settled.
  mutating func draws(_ screen: [String], at time: Int) {
    engine.noteOutput(at: time)
    engine.take(screen: screen, at: time + StatusEngine.settled)
  }

  mutating func hook(_ event: String, at time: Int, says sentence: String? = nil) {
    engine.take(hook: event, sentence: sentence, at: time)
  }

  mutating func says(_ claim: String?, at time: Int, _ message: String? = nil) {
    engine.take(.status(claim.flatMap { StatusClaim($0) }, message: message), at: time)
  }

  /// The verdict's text.
  func text(at time: Int) -> String { engine.verdict(at: time).text }
}

/// Random numbers that are the same in every run.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
