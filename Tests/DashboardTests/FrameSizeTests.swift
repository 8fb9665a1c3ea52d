import AgentModel
import Dashboard
import Host
import Testing

/// Frames of any size hold what they must, in cells that are whole.
@Suite struct FrameSizeTests {
  private static let sizes = [
    (3, 10), (1, 1), (5, 20), (10, 40), (24, 79), (24, 80), (36, 120), (100, 400), (0, 0), (1, 400),
    (100, 1), (5, 19), (4, 20), (6, 81), (2, 2), (30, 21),
  ]

  /// A state of each kind, with wide characters on every edge.
  private func states() throws -> [DashboardState] {
    let name = try AgentName("crawler-1")
    var base = try Scene.dashboard()
    let wide = Array(repeating: Scene.cells(String(repeating: "漢", count: 300)), count: 200)
    let shifted = wide.map { [Cell("x")] + $0 }
    base.show(PaneScreen(lines: wide, cursor: (row: 199, column: 599)), of: name)
    var other = base
    other.show(PaneScreen(lines: shifted, cursor: (row: 0, column: 0)), of: name)
    var states = [base, other, try Scene.fleetDashboard(), DashboardState(home: "/h")]
    for keys in [
      ["i"], ["f"], ["/"], ["c"], ["K"], ["d"], ["l"], ["?"], ["z"], ["v"], ["v", "z"], ["v", "I"],
      ["v", "i"], ["Space"], ["j", "j"],
    ] {
      for one in [base, other] {
        var state = one
        for key in keys { state.press(key) }
        states.append(state)
      }
    }
    var message = base
    message.say(String(repeating: "m", count: 500), isProblem: true)
    var editor = base
    editor.press("s")
    editor.write(String(repeating: "long ", count: 200))
    var page = base
    page.press("d")
    page.show(wide, of: .diff(name))
    var sideways = page
    sideways.press("l", "j", "/")
    var shiftedPage = base
    shiftedPage.press("l")
    shiftedPage.show(shifted, of: .log(name))
    shiftedPage.press("l")
    return states + [message, editor, page, sideways, shiftedPage]
  }

  @Test(arguments: FrameSizeTests.sizes)
  func everySizeIsFilledExactly(_ rows: Int, _ columns: Int) throws {
    for (number, one) in try states().enumerated() {
      var state = one
      state.resize(rows: rows, columns: columns)
      let flaw = Scene.flaw(state.picture, rows: rows, columns: columns)
      #expect(flaw == nil, "state \(number)")
    }
  }

  @Test("the narrowest terminal with many that need a person") func narrowAndUrgent() throws {
    var rows = try (1...120).map { try Scene.row("a-\($0)", .waiting, .question) }
    rows.append(try Scene.row("b", .failing, .authentication))
    var state = DashboardState(home: "/h")
    state.update(rows)
    for columns in 18...100 {
      state.resize(rows: 6, columns: columns)
      #expect(Scene.flaw(state.picture, rows: 6, columns: columns) == nil)
    }
  }

  @Test func theSeparatorStandsInOneColumn() throws {
    for state in try states() where state.view == .list && state.mode == .browse && !state.isZoomed
    {
      let frame = state.picture
      for line in frame.lines[1..<(frame.rows - 2)] {
        #expect(line[state.size.columns == 80 ? 40 : 45].text == "│")
      }
    }
  }

  @Test func theHugeOneLeavesNothingOut() throws {
    let text = try Scene.fleetDashboard(rows: 100, columns: 400).picture.text
    for row in try Scene.fleet() { #expect(text.contains(" \(row.name) ")) }
    #expect(text.contains("team=red,env=… all done"))
    #expect(!text.contains("  following"))
  }

  @Test func theListScrollsWithItsSelection() throws {
    var state = try Scene.fleetDashboard(rows: 9, columns: 60)
    state.press("G")
    let list = state.textLines[1...3]
    #expect(list.contains { $0.hasPrefix("  × z ") })
    #expect(!list.contains { $0.contains("api-1 ") })
  }

  @Test func theScreenIsShownWhereItGoesOn() throws {
    var state = try Scene.dashboard(rows: 12, columns: 100)
    let lines = (1...40).map { Scene.cells("line \($0)") }
    let name = try AgentName("crawler-1")
    state.show(PaneScreen(lines: lines), of: name)
    #expect(state.textLines[9].hasSuffix("│line 40"))
    state.show(PaneScreen(lines: lines, cursor: (row: 2, column: 0)), of: name)
    #expect(state.textLines[9].hasSuffix("│line 40"))
    let blank = Array(repeating: [Cell](), count: 30)
    state.show(PaneScreen(lines: Array(lines.prefix(3)) + blank), of: name)
    #expect(state.textLines[3].hasSuffix("│line 1"))
    state.show(
      PaneScreen(lines: Array(lines.prefix(3)) + blank, cursor: (row: 20, column: 0)), of: name)
    #expect(!state.picture.text.contains("│line 1"))
  }
}
