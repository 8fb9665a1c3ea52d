import AgentModel
import Dashboard
import Host
import Testing

/// What stays as it is while agents and keys come and go.
@Suite struct StateTests {
  @Test func plainKeysAskForPlainThings() throws {
    var state = try Scene.dashboard()
    let name = try AgentName("crawler-1")
    #expect(state.press("Enter") == [.attach(name)])
    #expect(state.press("a") == [.attach(name)])
    #expect(state.press("Y") == [.copy("crawler-1")])
    #expect(state.press("P") == [.copy("/h/workspaces/crawler-1")])
    #expect(state.message == "copied: /h/workspaces/crawler-1")
    #expect(state.press("C-l") == [.redraw])
    #expect(state.press("q") == [.quit])
    #expect(state.press("C-c") == [.quit])
    #expect(state.press("e") == [.load(.info(name))])
  }

  @Test(arguments: [[], ["i"], ["s"], ["K"], ["d"], ["d", "/"]] as [[String]])
  func aSignalEndsItWhateverGoesOn(_ keys: [String]) throws {
    var state = try Scene.dashboard()
    for key in keys { state.press(key) }
    #expect(state.take(.terminated) == [.quit])
  }

  @Test func theGridIsOfTheMarkedWhereThereAreAny() throws {
    var state = try Scene.fleetDashboard()
    let all = state.list.rows.count
    state.press("Space", "Space", "v")
    #expect(state.view == .grid && state.list.rows.count == 2)
    #expect(state.selected.map(state.marked.contains) == true)
    state.press("v")
    #expect(state.list.rows.count == all)
  }

  @Test func keysThatDoNothingAreToldOf() throws {
    var state = try Scene.dashboard()
    state.press("x")
    #expect(state.message == "x does nothing; ? shows the keys")
    #expect(state.take(.paste("rm -rf\n")) == [])
    #expect(state.message.hasPrefix("pasted text goes nowhere"))
    #expect(state.take(.resized) == [])
    #expect(state.take(.outside) == [])
    #expect(state.message.hasPrefix("pasted text goes nowhere"))
  }

  @Test func everythingIsTypedButTheKeyThatEndsIt() throws {
    var state = try Scene.dashboard()
    let names = [try AgentName("crawler-1")]
    state.press("i")
    for (key, pane) in [
      (.up, .named("Up")), (.control("c"), .named("C-c")), (.escape, .named("Escape")),
      (.character("é"), .text("é")), (.character("漢"), .text("漢")), (.enter, .named("Enter")),
      (.function(12), .named("F12")), (.tab, .named("Tab")), (.character("?"), .text("?")),
    ] as [(Key, PaneKey)] { #expect(state.take(key) == [.press(names, [pane])]) }
    #expect(state.take(.paste("two\nlines")) == [.paste(names, "two\nlines")])
    #expect(state.take(.mouse(MouseEvent(.press, row: 4, column: 2))) == [])
    #expect(state.selected == names[0])
    #expect(state.take(DashboardState.leaveTyping) == [])
    #expect(state.mode == .browse)
  }

  @Test func typingEndsWithTheAgent() throws {
    var state = try Scene.dashboard()
    state.press("i")
    var rows = try Scene.crawlers()
    rows[0].status = AgentStatus(.dead)
    state.update(rows)
    #expect(state.press("x") == [])
    #expect(state.mode == .browse)
    #expect(state.message == "it has ended; what you type goes nowhere")
  }

  @Test func typingIntoAllGoesOnWithTheRest() throws {
    var state = try Scene.dashboard()
    state.press("v", "I")
    var rows = try Scene.crawlers()
    rows[0].status = AgentStatus(.dead)
    state.update(rows)
    #expect(state.press("x") == [.press([try AgentName("crawler-2")], [.text("x")])])
  }

  @Test func theSelectionStaysWithItsAgent() throws {
    var state = try Scene.dashboard()
    state.press("j")
    #expect(state.selected?.description == "crawler-2")
    // It comes first now, for it waits.
    var rows = try Scene.crawlers()
    rows[1].status = AgentStatus(.waiting)
    rows[0].status = AgentStatus(.idle)
    state.update(rows)
    #expect(state.selected?.description == "crawler-2")
    #expect(state.selectedIndex == 0)
    state.update([rows[0], rows[2]])
    #expect(state.selected?.description == "crawler-1")
    state.update([])
    #expect(state.selected == nil)
    #expect(state.press("j", "k", "G", "g", "PageDown", "PageUp") == [])
    state.update(rows)
    #expect(state.selected != nil)
  }

  @Test func whoTakesThePlaceOfTheOneThatWentIsSelected() throws {
    var state = try Scene.fleetDashboard()
    state.select(try AgentName("api-2"))
    state.update(try Scene.fleet().filter { $0.name.description != "api-2" })
    #expect(state.selected?.description == "api-10")
    state.select(try AgentName("z"))
    state.update(try Scene.fleet().filter { $0.name.description != "z" })
    #expect(state.selected?.description == "shell")
  }

  @Test func selectionAndMarksFollowAnAgentToItsNewName() throws {
    var state = try Scene.dashboard()
    state.press("j", "Space", "k")
    var rows = try Scene.crawlers()
    rows[1].name = try AgentName("renamed")
    state.rename(try AgentName("crawler-2"), to: rows[1].name)
    state.update(rows)
    #expect(state.selected?.description == "renamed")
    #expect(state.marked == [rows[1].name])
  }

  @Test func marksGoWithTheirAgents() throws {
    var state = try Scene.dashboard()
    state.press("*")
    #expect(state.marked.count == 3)
    state.update([try Scene.crawlers()[1]])
    #expect(state.marked.count == 1)
    state.press("*")
    #expect(state.marked.isEmpty)
  }

  @Test func followingGoesToThoseThatWait() throws {
    var state = try Scene.fleetDashboard()
    state.select(try AgentName("z"))
    state.press("F")
    #expect(state.message == "following those that need you")
    #expect(state.textLines[0].contains("following") || state.textLines[0].hasSuffix("…"))
    // At once, not only with the next that comes.
    #expect(state.selected?.description == "lone")
    // Not away from one that waits, and not away from what is typed.
    state.select(try AgentName("web-2"))
    state.update(try Scene.fleet())
    #expect(state.selected?.description == "web-2")
    state.select(try AgentName("api-1"))
    state.press("s")
    state.update(try Scene.fleet())
    #expect(state.selected?.description == "api-1")
    state.press("Escape", "F")
    #expect(state.message == "following nobody")
  }

  @Test func onlyWhatIsShownIsWanted() throws {
    var state = try Scene.fleetDashboard(rows: 9, columns: 60)
    #expect(state.wantedScreens.map(\.description) == ["lone"])
    #expect(state.wantedLines.map(\.description) == ["lone", "web-2"])
    state.press("z")
    #expect(state.wantedLines == [])
    state.press("z", "d")
    #expect(state.wantedScreens == [])
    state.update([])
    #expect(state.screens.isEmpty)
  }
}
