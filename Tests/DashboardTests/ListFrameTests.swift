import AgentModel
import Dashboard
import Host
import Testing

/// The list beside or above the selected agent's screen, as text.
@Suite struct ListFrameTests {
  @Test func sideBySideFromEightyColumnsOn() throws {
    #expect(
      try Scene.dashboard(rows: 24, columns: 80).drawing == """
         agentvm  3 agents  ? 1 waiting  ● 1 working  × 1 dead  /h
        needs you (1)                           │crawler-1  demo  waiting/permission 1m…
          ? crawler-1  permission  1m    Do you…│Do you want to commit these changes?
        crawler (2)                             │demo agent
          ● crawler-2  working     5s    ● comp…│
          × crawler-3  exit 3      2h    panic:…│● wrote main.py (3 lines)
                                                │Do you want to commit these changes? (y
                                                │ ×15

        """)
  }

  @Test func aboveEachOtherBelowThat() throws {
    #expect(
      try Scene.dashboard(rows: 24, columns: 79).drawing == """
         agentvm  3 agents  ? 1 waiting  ● 1 working  × 1 dead  /h
        needs you (1)
          ? crawler-1  permission  1m    0%    18M    demo         Do you want to comm…
        crawler (2)
          ● crawler-2  working     5s    12%   250M   demo         ● compiling 漢字 mo…
          × crawler-3  exit 3      2h                 demo         panic: out of cheese
        crawler-1  demo  waiting/permission 1m  0%  18M
        Do you want to commit these changes?
        demo agent

        ● wrote main.py (3 lines)
        Do you want to commit these changes? (y/n)
         ×11
        """)
  }

  @Test func largeTerminal() throws {
    #expect(
      try Scene.dashboard(rows: 36, columns: 120).drawing == """
         agentvm  3 agents  ? 1 waiting  ● 1 working  × 1 dead  /h
        needs you (1)                                         │crawler-1  demo  waiting/permission 1m  0%  18M
          ? crawler-1  permission  1m    Do you want to commi…│Do you want to commit these changes?
        crawler (2)                                           │demo agent
          ● crawler-2  working     5s    ● compiling 漢字 mod…│
          × crawler-3  exit 3      2h    panic: out of cheese │● wrote main.py (3 lines)
                                                              │Do you want to commit these changes? (y/n)
                                                              │ ×27

        """)
  }

  @Test func smallTerminal() throws {
    #expect(
      try Scene.dashboard(rows: 10, columns: 40).drawing == """
         agentvm  3 agents  ? 1 waiting  ● 1 wo…
        needs you (1)
          ? crawler-1  permission  1m    Do you…
        crawler (2)
        demo agent

        ● wrote main.py (3 lines)
        Do you want to commit these changes? (y/

        """)
  }

  @Test func smallestTerminalWithAllParts() throws {
    #expect(
      try Scene.dashboard(rows: 5, columns: 20).drawing == """
         agentvm  3 agents …
          ? crawler…
        Do you want to commi

        """)
  }

  @Test func tooSmallForAnythingButCounts() throws {
    #expect(
      try Scene.dashboard(rows: 3, columns: 10).picture.text == """
        agentvm
        3 agents
        1 need you
        """)
    #expect(try Scene.dashboard(rows: 1, columns: 1).picture.text == "…")
    #expect(try Scene.dashboard(rows: 4, columns: 200).textLines.last == "too small")
    #expect(try Scene.dashboard(rows: 0, columns: 0).picture.lines.isEmpty)
  }

  @Test func emptyHome() throws {
    var state = DashboardState(home: "/h")
    state.update([])
    #expect(
      state.drawing == """
         agentvm  0 agents  /h
         no agents; c spawns one                │
                                                │ ×20

        """)
    state.resize(rows: 10, columns: 40)
    #expect(
      state.drawing == """
         agentvm  0 agents  /h
         no agents; c spawns one
         ×7
        """)
    state.press("v")
    #expect(state.textLines[1] == " no agents")
  }

  @Test func allKindsOfStatesUnderTheirSwarms() throws {
    #expect(
      try Scene.fleetDashboard().drawing == """
         agentvm  10 agents  ! 2 failing  ● 1 working  ○ 3 idle  ✓ 1 done  … 1 starting  ~ 1 unknown  × 1 d…
        needs you (2)                                │lone  demo  failing/rate-limit 30s
          ! lone       rate-limit  30s   429 Too Man…│429 Too Many Requests
          ○ web-2      no prompt   59m               │
        api (3)                                      │
          ● api-1      working     5s    tests pass  │
          ○ api-2      idle        1m                │
          ✓ api-10     done        3s    all done    │
        web (2)                                      │
          … web-1      starting    0s                │
          ○ web-3      idle        7s                │
        others (3)                                   │
          ! retry      retrying    2s                │
          ~ shell      unknown     1d    UNPROTECTED │
          × z          signal 9    1d                │
                                                     │ ×7

        """)
  }

  @Test func underTheirTagsAndUnderNothing() throws {
    var state = try Scene.fleetDashboard()
    state.press("o")
    #expect(state.messageLine == "grouped by tag")
    state.say("")
    #expect(
      state.drawing == """
         agentvm  10 agents  ! 2 failing  ● 1 working  ○ 3 idle  ✓ 1 done  … 1 starting  ~ 1 unknown  × 1 d…
        needs you (2)                                │lone  demo  failing/rate-limit 30s
          ! lone       rate-limit  30s   429 Too Man…│429 Too Many Requests
          ○ web-2      no prompt   59m               │
        env=ci (1)                                   │
          × z          signal 9    1d                │
        team=blue (3)                                │
          ○ api-2      idle        1m                │
          … web-1      starting    0s                │
          ○ web-3      idle        7s                │
        team=red (2)                                 │
          ● api-1      working     5s    tests pass  │
          ✓ api-10     done        3s    all done    │
        others (2)                                   │
          ! retry      retrying    2s                │
          ~ shell      unknown     1d    UNPROTECTED │
                                                     │ ×6

        """)
    state.press("o")
    state.say("")
    #expect(
      state.drawing == """
         agentvm  10 agents  ! 2 failing  ● 1 working  ○ 3 idle  ✓ 1 done  … 1 starting  ~ 1 unknown  × 1 d…
        needs you (2)                                │lone  demo  failing/rate-limit 30s
          ! lone       rate-limit  30s   429 Too Man…│429 Too Many Requests
          ○ web-2      no prompt   59m               │
        others (8)                                   │
          ● api-1      working     5s    tests pass  │
          ○ api-2      idle        1m                │
          ✓ api-10     done        3s    all done    │
          ! retry      retrying    2s                │
          ~ shell      unknown     1d    UNPROTECTED │
          … web-1      starting    0s                │
          ○ web-3      idle        7s                │
          × z          signal 9    1d                │
                                                     │ ×9

        """)
    state.press("o")
    #expect(state.messageLine == "grouped by swarm")
  }

  @Test func filterAndMarks() throws {
    var state = try Scene.fleetDashboard(rows: 12, columns: 79)
    state.select(try AgentName("web-3"))
    state.press("Space", "f")
    state.write("api")
    state.press("Enter", "g", "Space")
    #expect(state.selected?.description == "api-2")
    #expect(
      state.drawing == """
         agentvm  10 agents  [api]  2 marked  ! 2 failing  ● 1 working  ○ 3 idle  ✓ 1 …
        api (3)
        ▸ ● api-1      working     5s                 demo         team=red
          ○ api-2      idle        1m                 demo         team=blue
          ✓ api-10     done        3s                 demo         team=red,env=…
         ×6
        """)
  }

  @Test func aFilterThatNobodyPasses() throws {
    var state = try Scene.fleetDashboard(rows: 6, columns: 100)
    state.press("f")
    state.write("nobody")
    state.press("Enter")
    #expect(state.textLines[0].contains("[nobody]"))
    #expect(state.textLines[1].hasPrefix(" none is so: nobody"))
    #expect(state.messageLine == "no agent is so; Escape shows all again")
    state.press("Escape")
    #expect(state.list.rows.count == 10)
  }

  @Test func zoomedScreen() throws {
    var state = try Scene.dashboard(rows: 10, columns: 40)
    state.press("z")
    #expect(
      state.drawing == """
         agentvm  3 agents  ? 1 waiting  ● 1 wo…
        crawler-1  demo  waiting/permission 1m …
        Do you want to commit these changes?
        demo agent

        ● wrote main.py (3 lines)
        Do you want to commit these changes? (y/


        """)
    state.press("Escape")
    #expect(!state.isZoomed)
  }
}
