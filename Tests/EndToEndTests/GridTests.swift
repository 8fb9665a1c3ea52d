import AgentvmTestSupport
import Testing

/// Many agents in one session, in a real terminal.
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

  @Test("D17") func d17TheGridShowsLiveAgents() throws {
    try TestHome.with { home throws in
      defer { _ = try? home.tool("/usr/bin/tmux", "-S", "\(home.path)/outer", "kill-server") }
      // An agent of that very name meets nothing of the grid's.
      for name in ["grid", "b", "c"] {
        try home.run("spawn", name, "--", "sh", "-c", "echo this is \(name); cat")
      }
      try pane(home, "grid")
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

  @Test func aGridOfNobodyIsRefused() throws {
    try TestHome.with { home throws in
      let grid = try home.run("grid")
      #expect(grid.status == 1)
      #expect(String(decoding: grid.errors, as: UTF8.self).contains("no running agents"))
    }
  }
}
