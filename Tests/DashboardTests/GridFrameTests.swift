import AgentModel
import Dashboard
import Host
import Testing

/// Tiles of live screens.
@Suite struct GridFrameTests {
  /// The grid of that many agents.
  private func grid(_ count: Int, rows: Int = 24, columns: Int = 80) throws -> DashboardState {
    var state = DashboardState(home: "/h", view: .grid)
    state.resize(rows: rows, columns: columns)
    state.update(
      try (0..<count).map { try Scene.row("agent-\($0 + 1)", .working, ago: $0 + 1) })
    for row in state.rows {
      state.show(
        Scene.screen("screen of \(row.name)", String(repeating: "漢", count: 50)), of: row.name)
    }
    return state
  }

  @Test func oneHasTheWholeTerminal() throws {
    #expect(
      try grid(1).drawing == """
         agentvm  1 agent  ● 1 working  /h
         ● agent-1  working 1s
        screen of agent-1
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
         ×19
        """)
  }

  @Test func twoStandSideBySide() throws {
    #expect(
      try grid(2).drawing == """
         agentvm  2 agents  ● 2 working  /h
         ● agent-1  working 1s                 │ ● agent-2  working 2s
        screen of agent-1                      │screen of agent-2
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢 │漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
                                               │ ×18

        """)
  }

  @Test func five() throws {
    #expect(
      try grid(5).drawing == """
         agentvm  5 agents  ● 5 working  /h
         ● agent-1  working 1s                 │ ● agent-2  working 2s
        screen of agent-1                      │screen of agent-2
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢 │漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
                                               │ ×4
         ● agent-3  working 3s                 │ ● agent-4  working 4s
        screen of agent-3                      │screen of agent-4
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢 │漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
                                               │ ×4
         ● agent-5  working 5s                 │
        screen of agent-5                      │
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢 │
                                               │ ×4

        """)
  }

  @Test func twelveHaveTwoPages() throws {
    var state = try grid(12)
    #expect(
      state.drawing == """
         agentvm  12 agents  ● 12 working  /h                               page 1 of 2
         ● agent-1  working 1s                 │ ● agent-2  working 2s
        screen of agent-1                      │screen of agent-2
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢 │漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
                                               │ ×4
         ● agent-3  working 3s                 │ ● agent-4  working 4s
        screen of agent-3                      │screen of agent-4
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢 │漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
                                               │ ×4
         ● agent-5  working 5s                 │ ● agent-6  working 6s
        screen of agent-5                      │screen of agent-6
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢 │漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
                                               │ ×4

        """)
    state.press("PageDown")
    #expect(state.selected?.description == "agent-7")
    #expect(state.textLines[0].hasSuffix(" page 2 of 2"))
    #expect(state.textLines[2].hasPrefix("screen of agent-7 "))
    state.press("C-b")
    #expect(state.textLines[0].hasSuffix(" page 1 of 2"))
    #expect(state.selected?.description == "agent-1")
  }

  @Test func aSmallTerminalHasOneAPage() throws {
    #expect(
      try grid(12, rows: 10, columns: 40).drawing == """
         agentvm  12 agents  ● 12  page 1 of 12
         ● agent-1  working 1s
        screen of agent-1
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
         ×5
        """)
    #expect(
      try grid(1, rows: 10, columns: 40).drawing == """
         agentvm  1 agent  ● 1 working  /h
         ● agent-1  working 1s
        screen of agent-1
        漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢
         ×5
        """)
  }

  @Test func aLargeTerminalHasThemAll() throws {
    for (count, across) in [(1, 1), (2, 2), (5, 3), (12, 4)] {
      let state = try grid(count, rows: 60, columns: 200)
      let layout = GridLayout(state)
      #expect(layout.columns == across)
      #expect(layout.pages == 1)
      for row in state.rows { #expect(state.picture.text.contains("screen of \(row.name)")) }
    }
  }

  private static let sizes = [(24, 80), (60, 200), (10, 40), (5, 20), (100, 400)]

  @Test(arguments: [1, 2, 3, 5, 12, 40, 100])
  func tilesFillTheirPlaceAndNobodyElses(_ count: Int) throws {
    for (rows, columns) in Self.sizes {
      var state = try grid(count, rows: rows, columns: columns)
      var seen: [AgentName] = []
      for page in 0..<GridLayout(state).pages {
        let layout = GridLayout(state)
        #expect(layout.page == page)
        #expect(layout.tiles.count <= layout.pageSize)
        #expect(state.wantedScreens == layout.tiles.map(\.row.name))
        #expect(isApart(layout.tiles.map(\.area), rows: rows, columns: columns))
        seen += layout.tiles.map(\.row.name)
        #expect(Scene.flaw(state.picture, rows: rows, columns: columns) == nil)
        state.press("PageDown")
      }
      #expect(seen == state.list.rows.map(\.name))
    }
  }

  /// Whether areas lie between the first line and the last two, and none on another.
  private func isApart(_ areas: [Area], rows: Int, columns: Int) -> Bool {
    var taken = [Bool](repeating: false, count: rows * columns)
    for area in areas {
      for row in area.row..<(area.row + area.rows) {
        for column in area.column..<(area.column + area.columns) {
          guard row >= 1, row < rows - 2, column < columns, !taken[row * columns + column] else {
            return false
          }
          taken[row * columns + column] = true
        }
      }
    }
    return true
  }

  @Test func keysGoFromTileToTile() throws {
    var state = try grid(5)
    for (key, number) in [
      ("Right", 2), ("j", 4), ("h", 3), ("Up", 1), ("k", 1), ("Left", 1), ("l", 2), ("Down", 4),
      ("Down", 5), ("g", 1), ("G", 5),
    ] {
      state.press(key)
      #expect(state.selected?.description == "agent-\(number)", "\(key)")
    }
    #expect(state.press("L") == [.load(.log(try AgentName("agent-5")))])
  }

  @Test func theTileWithTheFocusAndThoseThatWaitAreSeen() throws {
    var state = try Scene.dashboard()
    state.press("v")
    let focus = state.picture.lines[1][0].style
    #expect(focus.reverse)
    #expect(focus.foreground == state.theme.urgent.foreground)
    state.press("Right")
    #expect(!state.picture.lines[1][0].style.reverse)
    #expect(state.picture.lines[1][0].style == state.theme.urgent)
    var other = state.theme.focus
    other.reverse = true
    #expect(state.picture.lines[1][40].style == other)
    state.press("Space")
    #expect(state.textLines[1].contains(" ▸● crawler-2  working 5s"))
  }

  @Test func typingIntoAllIsSeenOnAll() throws {
    var state = try Scene.dashboard()
    state.press("v", "I")
    #expect(state.messageLine == " TYPING INTO ALL 2 AGENTS SHOWN   Ctrl-] ends")
    #expect(state.picture.lines[1][0].style == state.theme.typing)
    #expect(state.picture.lines[1][40].style == state.theme.typing)
    let names = [try AgentName("crawler-1"), try AgentName("crawler-2")]
    #expect(state.press("q") == [.press(names, [.text("q")])])
    #expect(state.press("C-c") == [.press(names, [.named("C-c")])])
    #expect(state.take(.paste("a\nb")) == [.paste(names, "a\nb")])
    #expect(state.press("C-]") == [])
    #expect(state.mode == .browse)
  }

  @Test func oneAloneAndBack() throws {
    var state = try grid(5)
    state.press("j", "z")
    #expect(GridLayout(state).tiles.map(\.row.name.description) == ["agent-3"])
    #expect(state.textLines[2] == "screen of agent-3")
    #expect(state.wantedScreens.map(\.description) == ["agent-3"])
    state.press("Right")
    #expect(state.textLines[2] == "screen of agent-4")
    state.press("Escape")
    #expect(GridLayout(state).tiles.count == 5)
    state.press("z", "v")
    #expect(state.view == .list)
    #expect(!state.isZoomed)
  }

  @Test func onlyThoseThatWereAskedFor() throws {
    var state = DashboardState(home: "/h", view: .grid, only: [try AgentName("crawler-2")])
    state.update(try Scene.crawlers())
    #expect(GridLayout(state).tiles.map(\.row.name.description) == ["crawler-2"])
    #expect(state.rows.count == 1)
  }
}
