import AgentModel
import Dashboard
import Host
import Testing

/// Groups, filters, searches, and clicks.
@Suite struct FindingTests {
  private func list(
    _ names: String..., grouping: AgentList.Grouping = .swarm, filter: String = ""
  ) throws -> AgentList {
    AgentList(
      try names.map { try Scene.row($0, .idle) }, grouping: grouping, filter: AgentFilter(filter))
  }

  /// The names that a filter lets through, of the fleet.
  private func shown(_ filter: String) throws -> [String] {
    let words = AgentFilter(filter)
    return try Scene.fleet().filter(words.matches).map(\.name.description)
  }

  @Test func headingsComeWithSeveralGroupsOnly() throws {
    #expect(try list("a", "b").lines == [.agent(0), .agent(1)])
    #expect(try list("a-1", "a-2").lines == [.heading("a", count: 2), .agent(0), .agent(1)])
    #expect(
      try list("a-1", "a-2", "b").lines == [
        .heading("a", count: 2), .agent(0), .agent(1), .heading("others", count: 1), .agent(2),
      ])
    #expect(try list("a-1", "a-2", grouping: .none).lines == [.agent(0), .agent(1)])
    #expect(try list().lines == [])
  }

  @Test("a swarm of one is none, and the others stay in their order")
  func othersInOrder() throws {
    let names = ["a-1", "b", "c-1", "d-1", "e", "f-1", "g-1", "h-1", "i", "j-1"]
    let rows = try names.map { try Scene.row($0, .idle) }
    let all = AgentList(rows, grouping: .swarm, filter: AgentFilter())
    #expect(all.rows.map(\.name.description) == names)
    #expect(all.lines == (0..<10).map { AgentList.Line.agent($0) })
  }

  @Test func swarmsAreKnownByTheNumberBehindTheirName() throws {
    for (name, swarm) in [
      ("a-1", "a"), ("a-b-22", "a-b"), ("a", nil), ("a-b", nil), ("a-1b", nil), ("1", nil),
      ("a--1", "a-"),
    ] as [(String, String?)] { #expect(try Scene.row(name, .idle).swarm == swarm) }
  }

  @Test(arguments: [
    ("", 10), ("waiting", 0), ("failing", 2), ("dead", 1), ("running", 9), ("idle", 3),
    ("api", 3), ("API", 3), ("team=red", 2), ("TEAM=red", 2), ("team=", 0), ("bash", 1),
    ("team=blue idle", 3), ("team=blue,idle,web", 2), ("  idle   ", 3), ("demo", 9), ("nobody", 0),
    ("starting", 1), ("unknown", 1), ("done", 1), ("working", 1),
  ])
  func filterWords(_ filter: String, _ count: Int) throws {
    #expect(try shown(filter).count == count)
  }

  @Test func aFilterIsKeptAsItWasTyped() throws {
    var state = try Scene.fleetDashboard()
    state.press("f")
    state.write(" Team=Blue,  idle ")
    state.press("Enter")
    #expect(state.filter.text == "team=blue idle")
    state.press("f")
    #expect(state.messageLine.hasSuffix("team=blue idle"))
    state.press("C-u", "Enter")
    #expect(state.list.rows.count == 10)
    // Of an agent that comes it is asked too.
    state.press("f")
    state.write("new")
    state.press("Enter")
    #expect(state.list.rows.isEmpty)
    state.update(try Scene.fleet() + [Scene.row("zz-new", .idle)])
    #expect(state.selected?.description == "zz-new")
  }

  @Test func searchGoesOnFromTheSelectedOne() throws {
    var state = try Scene.fleetDashboard()
    func search(_ text: String) {
      state.press("/")
      state.write(text)
      state.press("Enter")
    }
    search("API")
    #expect(state.selected?.description == "api-1")
    search("")
    #expect(state.selected?.description == "api-2")
    search("")
    search("")
    #expect(state.selected?.description == "api-1")
    search("bash")
    #expect(state.selected?.description == "shell")
    search("env=ci")
    #expect(state.selected?.description == "z")
    search("tests pass")
    #expect(state.selected?.description == "api-1")
    search("cheese")
    #expect(state.selected?.description == "api-1")
    #expect(state.message == "not found: cheese")
  }

  @Test func theNextThatWaitsComesAroundAgain() throws {
    var state = try Scene.fleetDashboard()
    state.press("G")
    var seen: [String] = []
    for key in ["w", "Tab", "w"] {
      state.press(key)
      seen.append(state.selected?.description ?? "")
    }
    #expect(seen == ["lone", "web-2", "lone"])
  }

  @Test func clicksInTheList() throws {
    var state = try Scene.dashboard()
    func click(_ row: Int, _ column: Int, _ kind: MouseEvent.Kind = .press) -> [DashboardEffect] {
      state.take(.mouse(MouseEvent(kind, row: row, column: column)))
    }
    #expect(click(4, 39) == [])
    #expect(state.selected?.description == "crawler-2")
    // A heading, the separator, the empty part, the top, the bottom, and beyond.
    for (row, column) in [(1, 0), (2, 40), (9, 3), (0, 3), (22, 3), (23, 3), (500, 3), (2, 500)] {
      #expect(click(row, column) == [])
      #expect(state.selected?.description == "crawler-2")
    }
    #expect(click(2, 0) == [])
    #expect(state.selected?.description == "crawler-1")
    #expect(click(2, 0, .doublePress) == [.attach(try AgentName("crawler-1"))])
    #expect(click(10, 60, .doublePress) == [.attach(try AgentName("crawler-1"))])
    #expect(click(5, 0, .doublePress) == [])
    #expect(state.selected?.description == "crawler-3")
    #expect(click(5, 0, .doublePress) == [])
    #expect(click(5, 0, .wheelUp) == [])
    #expect(state.selected?.description == "crawler-2")
    #expect(click(5, 0, .wheelDown) == [])
    #expect(state.selected?.description == "crawler-3")
  }

  @Test func clicksInAListThatIsScrolled() throws {
    var state = try Scene.fleetDashboard(rows: 9, columns: 60)
    state.press("G")
    _ = state.take(.mouse(MouseEvent(.press, row: 2, column: 5)))
    #expect(state.textLines[1...3].contains { $0.contains("shell") })
    #expect(state.selected?.description == "shell")
  }

  @Test func clicksOnTiles() throws {
    var state = try Scene.dashboard()
    state.press("v")
    _ = state.take(.mouse(MouseEvent(.press, row: 5, column: 70)))
    #expect(state.selected?.description == "crawler-2")
    _ = state.take(.mouse(MouseEvent(.press, row: 20, column: 0)))
    #expect(state.selected?.description == "crawler-3")
    _ = state.take(.mouse(MouseEvent(.press, row: 20, column: 70)))
    #expect(state.selected?.description == "crawler-3")
    let double = MouseEvent(.doublePress, row: 1, column: 1)
    #expect(state.take(.mouse(double)) == [])
    #expect(state.take(.mouse(double)) == [.attach(try AgentName("crawler-1"))])
  }
}
