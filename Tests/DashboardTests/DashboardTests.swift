import AgentModel
import Dashboard
import Host
import Testing

@Suite struct DashboardTests {
  private func row(_ name: String, _ state: AgentState) throws -> DashboardRow {
    DashboardRow(
      name: try AgentName(name), state: state, profile: "demo", isConfined: true, prompt: nil)
  }

  private func state() throws -> DashboardState {
    var state = DashboardState()
    state.update([
      try row("crawler-1", .running), try row("crawler-2", .dead(.exited(status: 3))),
      try row("crawler-3", .dead(.lost)),
    ])
    return state
  }

  @Test func wideFrame() throws {
    var state = try state()
    state.screen = [[Cell("h"), Cell("i")], [Cell("漢"), Cell("")]]
    let frame = DashboardLayout.frame(state, rows: 7, columns: 80, home: "/h")
    #expect(
      frame.text == """
         agentvm   3 agents   1 running   2 dead   /h
         ● crawler-1          running   demo    │hi
         ○ crawler-2          exit 3    demo    │漢
         ○ crawler-3          lost      demo    │
                                                │

         ↑↓ select   enter attach   q quit
        """)
  }

  @Test(arguments: [(10, 3), (40, 10), (79, 24), (80, 24), (400, 100), (1, 1), (3, 10)])
  func everySizeIsFilledExactly(_ columns: Int, _ rows: Int) throws {
    var state = try state()
    state.screen = Array(repeating: Array(repeating: Cell("x"), count: 500), count: 200)
    state.message = String(repeating: "m", count: 500)
    let frame = DashboardLayout.frame(state, rows: rows, columns: columns, home: "/h")
    #expect(frame.lines.count == rows)
    #expect(frame.lines.allSatisfy { $0.count == columns })
  }

  @Test func theSelectionStaysWithItsAgent() throws {
    var state = try state()
    #expect(state.take(.down) == .selectionChanged)
    #expect(state.selected?.description == "crawler-2")
    state.update([try row("a", .running), try row("crawler-2", .running)])
    #expect(state.selected?.description == "crawler-2")
    state.update([try row("a", .running)])
    #expect(state.selected?.description == "a")
    state.update([])
    #expect(state.selected == nil)
    #expect(state.take(.down) == .none)
  }

  @Test func onlyTheLivingCanBeAttachedTo() throws {
    var state = try state()
    #expect(state.take(.enter) == .attach(try AgentName("crawler-1")))
    _ = state.take(.end)
    #expect(state.take(.enter) == .none)
    #expect(state.message.contains("dead"))
    #expect(state.take(.character("q")) == .quit)
  }
}
