import AgentModel
import Status
import Testing

/// What the engine makes of what several sources say. Times are milliseconds.
@Suite struct StatusEngineTests {
  @Test func startsIsIdleWorksIsDone() throws {
    var scene = try Scene()
    #expect(scene.text(at: 0) == "starting")
    scene.draws(Scene.ready, at: 3000)
    #expect(scene.engine.verdict(at: 3150) == idle)
    scene.engine.notePrompt(at: 60_000)
    let sent = scene.engine.verdict(at: 60_000)
    #expect(sent.word == .working && sent.source == .supervisor)
    scene.draws(Scene.busy, at: 60_050)
    #expect(scene.text(at: 60_200) == "working")
    scene.draws(Scene.busy, at: 70_000)
    scene.draws(Scene.ready, at: 80_000)
    let done = scene.engine.verdict(at: 81_201)
    #expect(done.word == .done && done.source == .screen && done.rule == "ready")
    #expect(scene.text(at: 10_000_000) == "done")
  }

  private var idle: AgentStatus { AgentStatus(.idle, source: .screen, rule: "ready") }

  @Test func whatShowsOfTheInputLineIsNoTurn() throws {
    var scene = try Scene.idle()
    scene.draws(["hello", "> text typed"], at: 5000)
    let status = scene.engine.verdict(at: 5150)
    #expect(status.word == .idle && status.rule == "composer")
  }

  @Test func workBeforeItFirstTookInputIsNoTurn() throws {
    var scene = try Scene()
    scene.draws(Scene.busy, at: 100)
    #expect(scene.text(at: 250) == "starting")
    scene.draws(Scene.ready, at: 2000)
    #expect(scene.text(at: 4000) == "idle")
  }

  @Test func workAfterwardsIsOneWhoeverBeganIt() throws {
    var scene = try Scene.idle()
    scene.draws(Scene.busy, at: 5000)
    scene.draws(Scene.ready, at: 9000)
    #expect(scene.text(at: 11_000) == "done")
  }

  @Test func hooksAreAheadOfTheScreen() throws {
    var scene = try Scene.idle()
    scene.hook("Prompt", at: 5000)
    // The screen is still the old one.
    scene.engine.noteOutput(at: 5010)
    scene.engine.take(screen: Scene.ready, at: 5160)
    #expect(scene.engine.verdict(at: 5160).source == .hook)
    #expect(scene.text(at: 5160) == "working")
    scene.draws(Scene.busy, at: 5500)
    scene.hook("Stop", at: 6000)
    for time in [6000, 6150, 6690, 6701, 90_000] { #expect(scene.text(at: time) == "done") }
  }

  @Test func anInterruptedTurnTheScreenTells() throws {
    var scene = try Scene.idle()
    scene.hook("Prompt", at: 5000)
    scene.draws(Scene.busy, at: 5010)
    // No hook comes when a person interrupts.
    scene.draws(Scene.ready, at: 8000)
    #expect(scene.text(at: 8150) == "working")
    let status = scene.engine.verdict(at: 9201)
    #expect(status.word == .done && status.source == .screen)
  }

  @Test func anAnsweredPermissionTheScreenTells() throws {
    var scene = try Scene.idle()
    scene.hook("Prompt", at: 5000)
    scene.draws(Scene.busy, at: 5010)
    scene.hook("Ask", at: 6000, says: "Bash: ls")
    scene.draws(Scene.asks, at: 6010)
    let asks = scene.engine.verdict(at: 60_000)
    #expect(asks.text == "waiting/permission" && asks.source == .hook && asks.rule == "Ask")
    #expect(asks.sentence == "Bash: ls")
    // The screen's rule knows the keys that answer.
    #expect(asks.screenRule == "asks")
    scene.draws(Scene.busy, at: 61_000)
    #expect(scene.text(at: 61_150) == "working")
    // A refused one leaves it at its prompt.
    scene.hook("Ask", at: 62_000)
    scene.draws(Scene.asks, at: 62_010)
    scene.draws(Scene.ready, at: 65_000)
    #expect(scene.text(at: 66_201) == "done")
  }

  @Test func aHookWithoutWordsHasTheScreens() throws {
    var scene = try Scene.idle()
    scene.hook("Ask", at: 6000)
    #expect(scene.engine.verdict(at: 6000).sentence == nil)
    scene.draws(Scene.asks, at: 6010)
    #expect(scene.engine.verdict(at: 6160).sentence == "Allow this?")
  }

  @Test func sentencesOfHooksAreOneHarmlessLine() throws {
    var scene = try Scene.idle()
    scene.hook("Ask", at: 6000, says: "a\u{1B}]0;x\u{7}\nb\u{202E}c\t│ d")
    #expect(scene.engine.verdict(at: 6000).sentence == "a ]0;x b c d")
  }

  @Test func eventsThatNobodyKnowsSayNothing() throws {
    var scene = try Scene.idle()
    scene.hook("Other", at: 5000)
    scene.hook("", at: 5000)
    #expect(scene.engine.verdict(at: 5000) == idle)
    #expect(scene.engine.testimony.map(\.source) == [.screen])
  }

  /// Words of its answer that look like work do not make it work.
  @Test func lookalikesDoNotUndoAHook() throws {
    var scene = try Scene.idle()
    scene.hook("Prompt", at: 5000)
    scene.draws(Scene.busy, at: 5010)
    scene.hook("Stop", at: 6000)
    scene.draws(["busy"], at: 6100)
    for time in [6250, 6701, 7000, 8099, 9000, 20_000] { #expect(scene.text(at: time) == "done") }
  }

  @Test func waitingOnTheScreenIsBelievedAtOnce() throws {
    var scene = try Scene.idle()
    scene.engine.notePrompt(at: 5000)
    scene.draws(Scene.asks, at: 5010)
    let asks = scene.engine.verdict(at: 5160)
    #expect(asks.text == "waiting/permission" && asks.source == .screen)
    #expect(asks.sentence == "Allow this?" && asks.rule == "asks")
  }

  @Test func failingComesThroughAHooksEndOfTurn() throws {
    var scene = try Scene.idle()
    scene.hook("Prompt", at: 5000)
    scene.hook("Stop", at: 6000)
    scene.draws(["error: 401 no key", "> "], at: 6050)
    let status = scene.engine.verdict(at: 6701)
    #expect(status.text == "failing/authentication" && status.sentence == "error: 401 no key")
    #expect(scene.text(at: 1_000_000) == "failing/authentication")
  }

  @Test func programsMayTellTheirTerminal() throws {
    var scene = try Scene(Scene.plain)
    for (second, (claim, text)) in [
      ("working", "working"), ("waiting/question", "waiting/question"), ("ready", "idle"),
      ("working", "working"), ("ready", "done"), ("waiting", "waiting"),
    ].enumerated() {
      let time = 100 + 1000 * second
      scene.says(claim, at: time, claim == "waiting/question" ? "May I?" : "not shown")
      let status = scene.engine.verdict(at: time)
      #expect(status.text == text && status.source == .sequence && status.rule == "OSC 7501")
      if claim == "waiting/question" { #expect(status.sentence == "May I?") }
      if claim == "working" { #expect(status.sentence == nil) }
    }
    scene.says(nil, at: 7000)
    #expect(scene.engine.verdict(at: 7000).source == .activity)
  }

  @Test("some agents say for a moment that they work while they start")
  func aBlipIsNoTurn() throws {
    var scene = try Scene(Scene.plain)
    scene.says("ready", at: 100, "")
    scene.says("working", at: 200, "")
    scene.says("ready", at: 500, "")
    #expect(scene.text(at: 500) == "idle")
  }

  @Test func whatIsTakenBackTheScreenTells() throws {
    var scene = try Scene.idle()
    scene.says("working", at: 1000)
    #expect(scene.text(at: 1000) == "working")
    scene.says(nil, at: 2000)
    let status = scene.engine.verdict(at: 2000)
    #expect(status.word == .done && status.source == .screen)
  }

  @Test func titlesCountUntilTheyChange() throws {
    var scene = try Scene.idle()
    scene.engine.take(.title("* thinking"), at: 5000)
    let status = scene.engine.verdict(at: 5000)
    #expect(status.word == .working && status.source == .title && status.rule == "turning")
    #expect(scene.engine.shownTitle == "* thinking")
    scene.engine.take(.title("at rest"), at: 6000)
    #expect(scene.engine.verdict(at: 6000).source == .screen)
    #expect(scene.text(at: 6000) == "done")
  }

  @Test func aTitleGivesWayToALaterQuestionOfTheScreen() throws {
    var scene = try Scene.idle()
    scene.engine.take(.title("* thinking"), at: 5000)
    scene.draws(Scene.asks, at: 5010)
    #expect(scene.text(at: 5701) == "waiting/permission")
  }
}
