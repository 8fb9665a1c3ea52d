import AgentvmTestSupport
import Testing

/// Many agents at once, in a real terminal: as tiles, or in one session of tmux.
@Suite struct GridTests {
  /// Runs agentvm in a pane of a tmux server of the test's own.
  private func pane(_ home: TestHome, _ command: String) throws {
    try home.tool(
      "/usr/bin/tmux", "-S", "\(home.path)/outer", "-f", "/dev/null", "new-session", "-d", "-x",
      "100", "-y", "30", "-s", "t", "\(TestHome.programs)/agentvm \(command); echo left; cat")
  }

  private func screen(_ home: TestHome) throws -> String {
    try home.tool("/usr/bin/tmux", "-S", "\(home.path)/outer", "capture-pane", "-p", "-t", "t").text
  }

  private func press(_ home: TestHome, _ keys: String...) throws {
    for key in keys {
      try home.tool("/usr/bin/tmux", "-S", "\(home.path)/outer", "send-keys", "-t", "t", key)
    }
  }

  @Test("D17") func d17TheGridOfTmuxShowsLiveAgents() throws {
    try TestHome.with { home throws in
      defer { _ = try? home.tool("/usr/bin/tmux", "-S", "\(home.path)/outer", "kill-server") }
      // An agent of that very name meets nothing of the grid's.
      for name in ["grid", "b", "c"] {
        try home.run("spawn", name, "--", "sh", "-c", "echo this is \(name); cat")
      }
      try pane(home, "grid --tmux")
      #expect(home.wait { try screen(home).contains("grid  1 b") })
      #expect(home.wait { try screen(home).contains("this is b") })
      try press(home, "C-]", "n", "typed to c", "Enter")
      #expect(home.wait { home.log("c").contains("typed to c") })
      // Who is stopped goes from the grid too, and the others stay.
      #expect(try home.run("kill", "c").status == 0)
      #expect(home.wait { try !screen(home).contains(" c ") })
      #expect(try home.run("list", "-q", "-s", "running").text == "b\ngrid\n")
      // Who is started again is back.
      try home.run("restart", "b")
      #expect(home.wait { try screen(home).contains("grid") && screen(home).contains(" b ") })
      try press(home, "C-]", "d")
      #expect(home.wait { try screen(home).contains("left") })
      #expect(try home.run("list", "-q", "-s", "running").text == "b\ngrid\n")
    }
  }

  /// Agents that say their name and what they get.
  private func spawnReaders(_ count: Int, _ home: TestHome) throws {
    try home.run(
      "swarm", "t", "\(count)", "--", "bash", "-c",
      "echo \"tile of $AGENTVM_AGENT\"; while read -r l; do echo \"got $l\"; done")
  }

  @Test func tilesAreLiveAndTakeWhatIsTyped() throws {
    try TestHome.with { home throws in
      try spawnReaders(5, home)
      let pane = try OuterPane(home, "grid", rows: 30)
      defer { pane.close() }
      for number in 1...5 { #expect(pane.shows("tile of t-\(number)")) }
      #expect(try pane.lines()[1].contains("t-1 "))
      #expect(try pane.lines()[1].contains("│"))
      try home.run("exec", "t-4", "from outside")
      #expect(pane.shows("got from outside"))
      // To one, then to all.
      try pane.press("Right", "i")
      #expect(pane.shows("TYPING INTO t-2"))
      try pane.write("only two")
      try pane.press("Enter")
      #expect(pane.shows("got only two"))
      try pane.press("C-]")
      #expect(pane.lacks("TYPING"))
      try pane.press("I")
      #expect(pane.shows("TYPING INTO ALL 5 AGENTS SHOWN"))
      try pane.write("to all of you")
      try pane.press("Enter")
      for number in 1...5 {
        #expect(home.wait { home.log("t-\(number)").contains("got to all of you") })
      }
      #expect(
        Until.true { try pane.screen().split(separator: "got to all of you").count == 6 })
      try pane.press("C-]")
      #expect(pane.lacks("TYPING"))
      #expect(!home.log("t-1").contains("only two"))
      try home.run("kill", "t-5")
      // It shows those that run.
      #expect(pane.lacks("t-5  "))
      try pane.press("q")
      #expect(pane.shows("left with 0"))
      #expect(try home.run("list", "-q", "-s", "running").text == "t-1\nt-2\nt-3\nt-4\n")
    }
  }

  @Test func pagesZoomAndList() throws {
    try TestHome.with { home throws in
      try spawnReaders(5, home)
      let pane = try OuterPane(home, "grid", columns: 40, rows: 12)
      defer { pane.close() }
      for number in 1...5 {
        #expect(pane.shows("page \(number) of 5"))
        #expect(pane.shows("tile of t-\(number)"))
        try pane.press("PageDown")
      }
      try pane.resize(columns: 100, rows: 30)
      #expect(pane.lacks("page "))
      #expect(pane.shows("tile of t-1"))
      try pane.press("z")
      #expect(pane.lacks("tile of t-1"))
      #expect(pane.shows("tile of t-5"))
      #expect(try !pane.screen().contains("│"))
      try pane.press("Escape")
      #expect(pane.shows("tile of t-1"))
      try pane.press("v")
      #expect(pane.shows("t (5)"))
      #expect(pane.shows("t-5  bash"))
      try pane.press("v")
      #expect(pane.lacks("t (5)"))
    }
  }

  @Test func onlyThoseThatRunAndWereAskedFor() throws {
    try TestHome.with { home throws in
      try spawnReaders(3, home)
      try home.run("spawn", "ended", "--", "true")
      #expect(home.wait { try home.run("list", "-q", "-s", "dead").text == "ended\n" })
      let some = try OuterPane(home, "grid t-1 t-3")
      defer { some.close() }
      #expect(some.shows("tile of t-3"))
      #expect(some.shows("tile of t-1"))
      #expect(try !some.screen().contains(" t-2 "))
      let all = try OuterPane(home, "grid", rows: 30)
      defer { all.close() }
      #expect(all.shows("tile of t-2"))
      #expect(try !all.screen().contains("ended"))
    }
  }

  @Test func aGridOfNobodyIsRefused() throws {
    try TestHome.with { home throws in
      let grid = try home.run("grid")
      #expect(grid.status == 1)
      #expect(String(decoding: grid.errors, as: UTF8.self).contains("no running agents"))
    }
  }
}
