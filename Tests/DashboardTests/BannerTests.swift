import AgentModel
import Dashboard
import Host
import Testing

/// The line of messages and the line of keys.
@Suite struct BannerTests {
  @Test func typingSaysIntoWhomAndHowToEndIt() throws {
    var state = try Scene.dashboard()
    #expect(state.press("i") == [])
    #expect(state.messageLine == " TYPING INTO crawler-1   Ctrl-] ends")
    let banner = state.picture.lines[22]
    #expect(banner.allSatisfy { $0.style == state.theme.typing })
    #expect(state.press("q") == [.press([try AgentName("crawler-1")], [.text("q")])])
    state.press("C-]")
    #expect(state.mode == .browse)
    #expect(state.messageLine == "")
  }

  @Test func theCursorOfTheScreenIsSeenWhileTyping() throws {
    var state = try Scene.dashboard()
    let name = try AgentName("crawler-1")
    state.show(PaneScreen(lines: [Scene.cells("> abc")], cursor: (row: 0, column: 5)), of: name)
    func marked(_ state: DashboardState) -> [Int] {
      state.picture.lines[3].indices.filter { state.picture.lines[3][$0].style.reverse }
    }
    #expect(marked(state) == [])
    state.press("i")
    #expect(marked(state) == [46])
  }

  @Test func typingIntoAllSaysHowMany() throws {
    var state = try Scene.dashboard()
    state.press("v", "I")
    #expect(state.messageLine == " TYPING INTO ALL 2 AGENTS SHOWN   Ctrl-] ends")
    state.press("C-]", "Space", "I")
    #expect(state.messageLine == " TYPING INTO crawler-1   Ctrl-] ends")
  }

  @Test func aQuestionIsAsked() throws {
    var state = try Scene.dashboard()
    state.press("K")
    #expect(state.messageLine == "stop crawler-1? What it made stays. (y/n)")
    #expect(state.picture.lines[22][0].style == state.theme.question)
    state.press("n")
    #expect(state.messageLine == "nothing was done")
  }

  @Test(
    "each line says what it is for",
    arguments: [
      ("/", "search:"), ("f", "show only (a state, k=v, a part of a name):"),
      ("c", "spawn NAME -p PROFILE:"), ("C", "swarm BASE COUNT -p PROFILE:"),
      ("s", "to crawler-1:"),
      ("b", "to 2 agents:"), ("p", "clone crawler-1 as: crawler-1-copy"),
      ("r", "rename crawler-1 to: crawler-1"), ("t", "tags of crawler-1 (k=v, -k=v):"),
    ])
  func lineEditor(_ key: String, _ label: String) throws {
    var state = try Scene.dashboard(rows: 24, columns: 120)
    state.press(key)
    #expect(state.messageLine == label)
    // Escape does nothing of it.
    #expect(state.press("Escape") == [])
    #expect(state.mode == .browse)
    #expect(state.messageLine == "")
  }

  @Test func theTypedLineIsShownWithItsCursor() throws {
    var state = try Scene.dashboard()
    state.press("s")
    state.write("do it")
    #expect(state.messageLine == "to crawler-1: do it")
    state.press("Left", "Left")
    let line = state.picture.lines[22]
    #expect(line.indices.filter { line[$0].style.reverse } == [14 + 3])
  }

  @Test func aLongLineIsShownWhereItIsTyped() throws {
    var state = try Scene.dashboard(rows: 10, columns: 40)
    state.press("s")
    state.write(String(repeating: "a", count: 100) + "the end")
    #expect(state.messageLine.hasSuffix("athe end"))
    #expect(state.messageLine.hasPrefix("to crawler-1: aaa"))
    state.press("C-a")
    #expect(state.messageLine.hasSuffix("aaaa"))
    #expect(state.picture.lines[8][14].style.reverse)
  }

  @Test func aNarrowTerminalHasRoomForTheLineBeforeItsLabel() throws {
    var state = try Scene.dashboard(rows: 6, columns: 30)
    state.press("f")
    state.write("abc")
    #expect(state.messageLine == "show only: abc")
  }

  @Test func messagesAndProblemsDiffer() throws {
    var state = try Scene.dashboard()
    state.say("done: tag crawler-1 a=b")
    #expect(state.messageLine == "done: tag crawler-1 a=b")
    #expect(state.picture.lines[22][0].style == CellStyle(bold: true))
    state.say("no agent 'x'", isProblem: true)
    #expect(state.picture.lines[22][0].style == state.theme.question)
    // The next key takes it away.
    state.press("j")
    #expect(state.messageLine == "")
  }

  @Test func aMessageIsCutWhereItDoesNotFit() throws {
    var state = try Scene.dashboard(rows: 6, columns: 20)
    state.say("abcdefghijklmnopqrstuvwxyz")
    #expect(state.messageLine == "abcdefghijklmnopqrs…")
  }

  @Test func theFooterHasTheKeysThatDoSomethingNow() throws {
    var state = try Scene.dashboard(rows: 24, columns: 200)
    #expect(
      state.footer == " ↓ select  w next  Space mark  Enter attach  i type  y yes  n no  s send"
        + "  c spawn  K stop  d diff  l log  v grid  ? help  q quit")
    state.press("j", "j")
    #expect(
      state.footer == " ↓ select  w next  Space mark  c spawn  d diff  l log  v grid  ? help"
        + "  q quit")
    state.update([])
    #expect(state.footer == " ↓ select  c spawn  v grid  ? help  q quit")
  }

  @Test("help and quit are always to be seen", arguments: [20, 30, 40, 60, 79, 80, 100, 120, 400])
  func helpAndQuit(_ columns: Int) throws {
    for view in [DashboardState.View.list, .grid] {
      var state = try Scene.dashboard(rows: 10, columns: columns)
      state.view = view
      #expect(state.footer.contains("? help"), "\(state.footer)")
      #expect(state.footer.contains("q quit"), "\(state.footer)")
    }
  }

  @Test func theFooterShowsTheUsersKeys() throws {
    var keys = KeyTable()
    #expect(keys.bind("attach C-o\nquit X") == [])
    var state = DashboardState(home: "/h", keys: keys)
    state.resize(rows: 24, columns: 200)
    state.update(try Scene.crawlers())
    #expect(state.footer.contains(" C-o attach "))
    #expect(state.footer.hasSuffix(" X quit"))
  }
}
