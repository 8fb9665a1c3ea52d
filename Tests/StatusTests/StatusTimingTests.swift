import AgentModel
import Status
import Testing

/// What silence says, and when the engine asks to be looked at again.
@Suite struct StatusTimingTests {
  @Test func whatWritesWorksUntilItIsSilent() throws {
    var scene = try Scene(Scene.plain)
    scene.draws(["line 1"], at: 1000)
    let status = scene.engine.verdict(at: 1150)
    #expect(status.word == .working && status.source == .activity)
    #expect(scene.text(at: 8900) == "working")
    #expect(scene.text(at: 9000) == "unknown")
    scene.draws(["line 2"], at: 20_000)
    #expect(scene.text(at: 20_000) == "working")
  }

  @Test func anAgentWithRulesThatShowsNothingKnownIsStartingThenUnknown() throws {
    var scene = try Scene()
    for time in [0, 150, 7999] { #expect(scene.text(at: time) == "starting") }
    #expect(scene.text(at: 8000) == "unknown")
    scene.draws(["what is this?"], at: 9000)
    #expect(scene.text(at: 9150) == "starting")
  }

  @Test func whatLooksLikeWorkAtTheStartIsTheStart() throws {
    var scene = try Scene()
    scene.draws(Scene.busy, at: 500)
    #expect(scene.text(at: 650) == "starting")
    #expect(scene.engine.verdictDue(at: 2990) == 11)
    // It never took input, and goes on: it was given its task at once.
    #expect(scene.text(at: 3000) == "working")
    var other = try Scene()
    other.draws(Scene.ready, at: 100)
    other.draws(Scene.busy, at: 500)
    #expect(other.text(at: 1400) == "working")
  }

  @Test func anUnknownScreenLaterIsWorkThenUnknown() throws {
    var scene = try Scene.idle()
    scene.draws(["what is this?"], at: 5000)
    #expect(scene.text(at: 5150) == "working")
    #expect(scene.text(at: 7000) == "unknown")
    scene.draws(Scene.ready, at: 9000)
    #expect(scene.text(at: 11_000) == "idle")
  }

  @Test func havingBeenSentSomethingIsOnlyAHint() throws {
    var scene = try Scene(Scene.plain)
    scene.engine.notePrompt(at: 20_000)
    #expect(scene.text(at: 20_000) == "working")
    #expect(scene.text(at: 22_001) == "unknown")
  }

  /// A long command draws nothing while it runs; its screen says so as long as it stands there.
  @Test func whatTheScreenSaysOutlastsTheHint() throws {
    var scene = try Scene.idle()
    scene.engine.notePrompt(at: 5000)
    scene.draws(Scene.busy, at: 5100)
    #expect(scene.text(at: 9000) == "working")
    #expect(scene.engine.verdict(at: 60_000).source == .screen)
  }

  @Test func screensAreLookedAtOnceTheySettle() throws {
    var scene = try Scene()
    scene.engine.noteOutput(at: 1000)
    #expect(scene.engine.lookDue(at: 1000) == 0)
    scene.engine.take(screen: Scene.ready, at: 1000)
    #expect(scene.engine.lookDue(at: 1000) == nil)
    #expect(scene.engine.lookDue(at: 1_000_000) == nil)
    scene.engine.noteOutput(at: 5000)
    scene.engine.take(screen: Scene.ready, at: 5150)
    scene.engine.noteOutput(at: 5200)
    #expect(scene.engine.lookDue(at: 5200) == 150)
    #expect(scene.engine.lookDue(at: 5300) == 50)
    #expect(scene.engine.lookDue(at: 9000) == 0)
  }

  @Test func aScreenThatNeverSettlesIsLookedAtAllTheSame() throws {
    var scene = try Scene.idle()
    scene.engine.noteOutput(at: 5000)
    scene.engine.take(screen: Scene.busy, at: 5000)
    let looks = stride(from: 5050, through: 9000, by: 50).first { time in
      scene.engine.noteOutput(at: time)
      return scene.engine.lookDue(at: time) == 0
    }
    #expect(looks == 5000 + StatusEngine.restless)
  }

  /// A plain command's last line means something only when it stays.
  @Test func aPlainCommandIsNotLookedAtWhileItWrites() throws {
    var scene = try Scene(Scene.plain)
    for time in stride(from: 50, through: 20_000, by: 50) {
      scene.engine.noteOutput(at: time)
      #expect(scene.engine.lookDue(at: time) == 150)
    }
  }

  @Test func withoutRulesNothingIsLookedAt() throws {
    var scene = try Scene(StatusRules())
    scene.engine.noteOutput(at: 10)
    #expect(scene.engine.lookDue(at: 1000) == nil)
  }

  /// Once nothing can change any more, nobody wakes up: an idle agent costs nothing.
  @Test func anIdleAgentCostsNothing() throws {
    for rules in [Scene.rules, Scene.plain, StatusRules()] {
      var scene = try Scene(rules)
      scene.hook("Stop", at: 10)
      scene.draws(Scene.ready, at: 20)
      var now = 170
      var count = 0
      while let due = scene.engine.verdictDue(at: now), count < 100 {
        #expect(due > 0)
        now += due
        count += 1
      }
      #expect(count < 10 && now < 20_000)
      #expect(scene.engine.verdictDue(at: 1_000_000) == nil)
      #expect(scene.engine.lookDue(at: 1_000_000) == nil)
    }
  }

  /// Whatever happens, a verdict stays as it is until the engine asks to be asked again: nobody
  /// need look more often, and nothing is missed.
  @Test(arguments: 0..<100) func nothingChangesBeforeItIsDue(_ seed: Int) throws {
    var dice = Dice(UInt64(seed))
    let rules = [Scene.rules, Scene.plain, StatusRules()].randomElement(using: &dice)
    var scene = try Scene(rules ?? StatusRules())
    var now = 0
    for _ in 0..<25 {
      now += [0, 1, 50, 150, 400, 700, 1201, 2000, 3000, 9000].randomElement(using: &dice) ?? 0
      Self.happen(&scene, at: now, &dice)
      var time = now
      for _ in 0..<8 {
        let status = scene.engine.verdict(at: time)
        let due = scene.engine.verdictDue(at: time)
        let end = time + (due ?? 100_000)
        // A moment of one millisecond is nobody's.
        let steps = (0..<16).map { time + (end - 2 - time) * $0 / 15 } + [time + 1]
        let early = steps.first { step in
          step >= time && step < end - 1 && scene.engine.verdict(at: step) != status
        }
        if let early {
          let other = scene.engine.verdict(at: early)
          Issue.record("\(status) is \(other) \(early - time) ms later, due in \(due ?? -1) ms")
          return
        }
        guard due != nil else { break }
        time = end
      }
    }
  }

  private static func happen(_ scene: inout Scene, at now: Int, _ dice: inout Dice) {
    let screens = [Scene.ready, Scene.busy, Scene.asks, ["what is this?"], []]
    switch Int.random(in: 0..<7, using: &dice) {
    case 0: scene.engine.noteOutput(at: now)
    case 1: scene.engine.notePrompt(at: now)
    case 2:
      scene.hook(["Prompt", "Stop", "Ask", "Other"].randomElement(using: &dice) ?? "", at: now)
    case 3:
      scene.engine.take(.title(["* x", "y"].randomElement(using: &dice) ?? ""), at: now)
    case 4:
      scene.says(
        ["working", "ready", "waiting/question", "none"].randomElement(using: &dice), at: now)
    default: scene.engine.take(screen: screens.randomElement(using: &dice) ?? [], at: now)
    }
  }
}
