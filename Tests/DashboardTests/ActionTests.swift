import AgentModel
import Dashboard
import Host
import Testing

/// What keys ask for, and when they may not.
@Suite struct ActionTests {
  private func names(_ names: String...) throws -> [AgentName] {
    try names.map { try AgentName($0) }
  }

  /// The dashboard with that agent selected.
  private func dashboard(_ selected: String = "crawler-1") throws -> DashboardState {
    var state = try Scene.dashboard()
    state.select(try AgentName(selected))
    return state
  }

  @Test(arguments: [
    "Enter", "i", "y", "n", "s", "R", "K", "p", "r", "t", "d", "l", "e", "Y", "P", "z", "Space",
  ])
  func withoutAnAgentTheySaySo(_ key: String) {
    var state = DashboardState(home: "/h")
    #expect(state.press(key) == [])
    #expect(state.message == "there is no agent")
    #expect(state.mode == .browse)
  }

  @Test(arguments: [
    ("crawler-3", "Enter", "crawler-3 is dead; l shows its log"),
    ("crawler-3", "i", "crawler-3 is dead; l shows its log"),
    ("crawler-3", "s", "crawler-3 is dead"), ("crawler-3", "K", "nothing of it runs"),
    ("crawler-3", "y", "crawler-3 asks nothing"), ("crawler-2", "y", "crawler-2 asks nothing"),
    ("crawler-2", "n", "crawler-2 asks nothing"),
  ])
  func notOfThisOne(_ name: String, _ key: String, _ reason: String) throws {
    var state = try dashboard(name)
    #expect(state.press(key) == [])
    #expect(state.message == reason)
    #expect(state.mode == .browse)
  }

  @Test("what shows the log of a dead one in the grid is the grid's key")
  func logKeyOfTheGrid() throws {
    var state = try dashboard("crawler-3")
    state.press("v", "i")
    #expect(state.message == "crawler-3 is dead; L shows its log")
  }

  @Test func nobodyToSendToOrToGoTo() throws {
    var state = DashboardState(home: "/h")
    state.update([try Scene.row("a", .dead)])
    state.press("b")
    #expect(state.message == "none of them runs")
    state.press("v", "I")
    #expect(state.message == "none of them runs")
    state.press("w")
    #expect(state.message == "nobody needs you")
  }

  @Test func yesAndNoPressTheKeysThatTheRulesKnow() throws {
    var state = try dashboard()
    #expect(
      state.press("y")
        == [.press(try names("crawler-1"), [.named("y"), .named("Enter")])])
    #expect(state.message == "agreed: crawler-1")
    #expect(
      state.press("n")
        == [.press(try names("crawler-1"), [.named("n"), .named("Enter")])])
    #expect(state.message == "refused: crawler-1")
    var rows = try Scene.crawlers()
    rows[0].yes = []
    state.update(rows)
    #expect(state.press("y") == [])
    #expect(state.message == "no key is known for that; i types into it")
    #expect(state.press("n").count == 1)
    // It has gone on meanwhile.
    rows[0].status = AgentStatus(.working)
    state.update(rows)
    #expect(state.press("n") == [])
  }

  @Test func whatEndsSomethingAsksFirstAndNamesIt() throws {
    var state = try dashboard()
    #expect(state.press("K") == [])
    #expect(state.messageLine == "stop crawler-1? What it made stays. (y/n)")
    #expect(state.press("y") == [.run(["kill", "crawler-1"])])
    #expect(state.mode == .browse)
    #expect(state.press("R") == [])
    #expect(state.messageLine == "restart crawler-1? What runs is ended first. (y/n)")
    #expect(state.press("Y") == [.runAll([["restart", "crawler-1"]])])
    for answer in ["n", "Enter", "Escape", "q", "Space", "C-c", "K"] {
      state.press("K")
      #expect(state.press(answer) == [])
      #expect(state.mode == .browse)
      #expect(state.message == "nothing was done")
    }
  }

  @Test func theMarkedAreAllNamed() throws {
    var state = try dashboard()
    state.press("*", "K")
    // Of the dead nothing runs.
    #expect(state.messageLine == "stop crawler-1, crawler-2? What it made stays. (y/n)")
    #expect(state.press("y") == [.run(["kill", "crawler-1", "crawler-2"])])
    state.press("R")
    #expect(
      state.messageLine
        == "restart crawler-1, crawler-2, crawler-3? What runs is ended first. (y/n)")
    #expect(
      state.press("y")
        == [
          .runAll([["restart", "crawler-1"], ["restart", "crawler-2"], ["restart", "crawler-3"]])
        ]
    )
    state.update(try (1...9).map { try Scene.row("a-\($0)", .working) })
    state.press("*", "K")
    #expect(
      state.messageLine == "stop a-1, a-2, a-3 and 6 more? What it made stays. (y/n)")
  }

  @Test func theDeadAreStartedAgainWithoutAQuestion() throws {
    var state = try dashboard("crawler-3")
    #expect(state.press("R") == [.runAll([["restart", "crawler-3"]])])
  }

  @Test("no key ends a living agent by itself") func nothingEndsUnasked() throws {
    for row in KeyTable().rows {
      for key in row.keys {
        var state = try dashboard("crawler-2")
        if row.place == .grid { state.view = .grid }
        for effect in state.take(key.key) {
          switch effect {
          case .run, .runAll: Issue.record("\(key) runs something at once")
          default: break
          }
        }
      }
    }
  }

  @Test(
    "what is typed becomes a command",
    arguments: [
      ("s", "do it; $HOME 'now'", ["broadcast", "--to", "crawler-1", "--", "do it; $HOME 'now'"]),
      ("s", "--help", ["broadcast", "--to", "crawler-1", "--", "--help"]),
      (
        "b", "all of you",
        ["broadcast", "--to", "crawler-1", "--to", "crawler-2", "--", "all of you"]
      ), ("c", "new -p demo 'do it now'", ["spawn", "new", "-p", "demo", "do it now"]),
      ("C", "base 3 -p demo", ["swarm", "base", "3", "-p", "demo"]),
      ("p", "-2", ["clone", "crawler-1", "crawler-1-copy-2"]),
      ("r", "b", ["rename", "crawler-1", "crawler-1b"]),
    ])
  func lines(_ key: String, _ text: String, _ words: [String]) throws {
    var state = try dashboard()
    state.press(key)
    state.write(text)
    #expect(state.press("Enter") == [.run(words)])
    #expect(state.mode == .browse)
  }

  @Test func theMarkedAreSentToAndTagged() throws {
    var state = try dashboard("crawler-2")
    state.press("Space", "b")
    #expect(state.messageLine == "to crawler-2:")
    state.press("Escape", "k", "k", "Space", "t")
    #expect(state.messageLine == "tags of 2 agents (k=v, -k=v):")
    state.write("team=red -env=ci")
    #expect(
      state.press("Enter") == [
        .runAll([
          ["tag", "crawler-1", "team=red", "--remove", "env=ci"],
          ["tag", "crawler-2", "team=red", "--remove", "env=ci"],
        ])
      ])
  }

  @Test(arguments: ["s", "b", "c", "C", "t", "r", "/", "f"])
  func nothingTypedIsNothingDone(_ key: String) throws {
    var state = try dashboard()
    #expect(state.press(key, "Enter") == [])
    #expect(state.mode == .browse)
    #expect(state.list.rows.count == 3)
  }

  @Test func aQuoteThatIsOpenIsToldOf() throws {
    var state = try dashboard()
    state.press("c")
    state.write("new -p demo 'do it")
    #expect(state.press("Enter") == [])
    #expect(state.message == "a quote is not closed")
    #expect(state.messageIsProblem)
  }
}
