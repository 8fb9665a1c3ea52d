import AgentModel
import Dashboard
import Host
import Testing

/// Texts that are read page by page.
@Suite struct PagerTests {
  private static let keys =
    " ↑↓ scroll  Space page  g G ends  / search  n next  f follow  q back"

  private func name() throws -> AgentName { try AgentName("crawler-1") }

  private func lines(_ count: Int) -> [[Cell]] { (0..<count).map { Scene.cells("line \($0 + 1)") } }

  /// The diff, or with `l` the log, of that many lines on a terminal of seven rows.
  private func page(_ key: String = "d", _ count: Int = 100) throws -> DashboardState {
    var state = try Scene.dashboard(rows: 7, columns: 80)
    state.press(key)
    state.show(lines(count), of: key == "d" ? .diff(try name()) : .log(try name()))
    return state
  }

  @Test func aPageIsAskedForAndComesLater() throws {
    var state = try Scene.dashboard(rows: 7, columns: 80)
    #expect(state.press("d") == [.load(.diff(try name()))])
    #expect(state.wantedScreens == [])
    #expect(state.picture.text == " diff of crawler-1   …\n\n\n\n\n\n\(Self.keys)")
    // What belongs to another page does not come here.
    state.show(lines(9), of: .log(try name()))
    #expect(state.textLines[1] == "")
    state.show(lines(9), of: .diff(try name()))
    #expect(
      state.picture.text == """
         diff of crawler-1   5 of 9
        line 1
        line 2
        line 3
        line 4
        line 5
        \(Self.keys)
        """)
    #expect(state.press("q") == [])
    #expect(state.mode == .browse)
    state.show(lines(9), of: .diff(try name()))
    #expect(state.mode == .browse)
  }

  @Test func eachPageHasItsHeading() throws {
    for (key, title) in [
      ("d", " diff of crawler-1   …"), ("l", " log of crawler-1   …   following"),
      ("e", " crawler-1   …"), ("?", " keys   22 of 51"),
    ] {
      var state = try Scene.dashboard()
      state.press(key)
      #expect(state.textLines[0] == title)
    }
  }

  @Test func helpIsThereAtOnce() throws {
    var state = try Scene.dashboard(rows: 8, columns: 60)
    #expect(state.press("?") == [])
    #expect(
      state.picture.text == """
         keys   6 of 51
        Find
          Up k              the one above
          Down j            the one below
          Left h            the tile to the left (in the grid)
          Right l           the tile to the right (in the grid)
          PageUp C-b        a page up, or the page before
         ↑↓ scroll  Space page  g G ends  / search  n next  f follo…
        """)
  }

  @Test(
    arguments: [
      (["j"], 2), (["j", "j", "k"], 2), (["k"], 1), (["Space"], 6), (["Space", "b"], 1),
      (["G"], 96),
      (["G", "j"], 96), (["G", "g"], 1), (["PageDown", "PageUp", "Down", "Up"], 1), (["Enter"], 2),
      (["C-f", "C-f", "C-b"], 6), (["End"], 96), (["End", "Home"], 1), (["x"], 1),
      (["G", "k"], 95),
    ] as [([String], Int)])
  func movesWithin(_ keys: [String], _ first: Int) throws {
    var state = try page()
    for key in keys { #expect(state.press(key) == []) }
    #expect(state.textLines[1] == "line \(first)")
    #expect(state.textLines[0] == " diff of crawler-1   \(first + 4) of 100")
  }

  @Test func aShortPageStaysWhereItIs() throws {
    var state = try page("d", 2)
    state.press("G", "Space", "j")
    #expect(state.textLines[1...3] == ["line 1", "line 2", ""])
    #expect(state.textLines[0].hasSuffix("2 of 2"))
  }

  @Test func theWheelScrolls() throws {
    var state = try page()
    let down = Key.mouse(MouseEvent(.wheelDown, row: 1, column: 1))
    _ = state.take(down)
    _ = state.take(down)
    _ = state.take(.mouse(MouseEvent(.wheelUp, row: 1, column: 1)))
    #expect(state.textLines[1] == "line 4")
  }

  @Test func aLogIsFollowed() throws {
    var state = try page("l")
    #expect(state.textLines[0] == " log of crawler-1   100 of 100   following")
    #expect(state.textLines[5] == "line 100")
    state.show(lines(120), of: .log(try name()))
    #expect(state.textLines[5] == "line 120")
    // Who moves stays there, whatever comes.
    state.press("k")
    state.show(lines(200), of: .log(try name()))
    #expect(state.textLines[5] == "line 119")
    #expect(state.textLines[0] == " log of crawler-1   119 of 200")
    state.press("f")
    #expect(state.textLines[5] == "line 200")
    // A log that was cut has an end too.
    state.show(lines(3), of: .log(try name()))
    #expect(state.textLines[1...4] == ["line 1", "line 2", "line 3", ""])
  }

  @Test func findsFromWhereItStands() throws {
    var state = try page()
    state.press("/")
    #expect(state.textLines[6] == "search:")
    state.write("LINE 42")
    #expect(state.textLines[6] == "search: LINE 42")
    state.press("Enter")
    #expect(state.textLines[1...2] == ["line 41", "line 42"])
    let rows = state.picture.lines.indices.filter { row in
      (1...5).contains(row) && state.picture.lines[row][0].style.reverse
    }
    #expect(rows == [2])
    state.press("/")
    state.write("line 9")
    state.press("Enter")
    #expect(state.textLines[2] == "line 90")
    state.press("n")
    #expect(state.textLines[2] == "line 91")
    // From the end it begins anew.
    for _ in 2...10 { state.press("n") }
    #expect(state.textLines[1...5].contains("line 9"))
  }

  @Test func saysWhatIsNotFound() throws {
    var state = try page()
    state.press("/")
    state.write("cheese")
    state.press("Enter")
    #expect(state.textLines[6] == "not found: cheese")
    #expect(state.textLines[1] == "line 1")
    state.press("j")
    #expect(state.textLines[6] == Self.keys)
    state.press("n")
    #expect(state.textLines[6] == "not found: cheese")
  }

  @Test func aSearchIsLeftWithoutOne() throws {
    var state = try page()
    state.press("/", "x", "Escape")
    #expect(state.textLines[6] == Self.keys)
    // More may come while it is typed.
    state.press("/")
    state.show(lines(7), of: .diff(try name()))
    state.press("Escape", "G")
    #expect(state.textLines[5] == "line 7")
  }

  @Test func sideways() throws {
    var state = try Scene.dashboard(rows: 5, columns: 20)
    state.press("d")
    state.show(
      [Scene.cells("0123456789abcdefghijklmnopqrs"), Scene.cells("x漢漢漢漢漢漢漢漢漢漢")],
      of: .diff(try name()))
    #expect(state.textLines[1...2] == ["0123456789abcdefghi…", "x漢漢漢漢漢漢漢漢漢…"])
    state.press("l")
    #expect(state.textLines[1...2] == ["89abcdefghijklmnopq…", " 漢漢漢漢漢漢"])
    state.press("Right", "l")
    #expect(state.textLines[1] == "opqrs")
    state.press("h", "Left", "h", "h")
    #expect(state.textLines[1] == "0123456789abcdefghi…")
  }

  @Test(arguments: ["q", "Escape", "C-c"]) func isLeftAndNothingElse(_ key: String) throws {
    var state = try page()
    #expect(state.press(key) == [])
    #expect(state.mode == .browse)
    #expect(try state.selected == name())
  }
}
