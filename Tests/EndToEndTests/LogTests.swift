import AgentvmTestSupport
import Host
import Testing

/// Logs of several agents, by time, by pattern, and through restarts.
@Suite struct LogTests {
  @Test func severalLogsAreMarkedByName() throws {
    try TestHome.with { home throws in
      for name in ["a", "long-name"] {
        try home.run("spawn", name, "-t", "team=web", "--", "sh", "-c", "echo one; echo two")
        try home.run("wait", name)
      }
      let both = "a         | one\na         | two\nlong-name | one\nlong-name | two\n"
      #expect(try home.run("logs", "a", "long-name").text == both)
      #expect(try home.run("logs", "-t", "team=web").text == both)
      #expect(
        try home.run("logs", "a", "long-name", "--grep", "^t").text
          == "a         | two\nlong-name | two\n")
      #expect(try home.run("logs", "a", "--grep", "n.$").text == "one\n")
      #expect(try home.run("logs", "-t", "team=none").status == 1)
      #expect(try home.run("logs", "a", "nobody").status == 1)
      #expect(try home.run("logs", "a", "--grep", "(").status == 1)
    }
  }

  @Test func outputIsFoundByItsTime() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "sh", "-c", "echo early; read x; echo late; read x")
      #expect(home.wait { home.log("a").contains("early") })
      let record = ".agentvm/state/a.times"
      #expect(home.wait { home.read(record)?.hasSuffix(" 0\n") == true })
      let first = home.read(record)?.split(separator: " ").first.flatMap { Int($0) } ?? 0
      // Its seconds are the clock's: the second output must fall into a later one.
      #expect(home.wait { try home.tool("/bin/date", "+%s").text > "\(first)\n" })
      try home.press("a", "Enter")
      #expect(home.wait { home.log("a").contains("late") })
      #expect(home.wait { home.read(record)?.split(separator: "\n").count ?? 0 > 1 })
      let last = home.read(record)?.split(separator: "\n").last?.split(separator: " ").first ?? ""
      let time = try home.tool("/bin/date", "-u", "-d", "@\(last)", "+%Y-%m-%dT%H:%M:%SZ").text
      let since = try home.run("logs", "a", "--since", time.split(separator: "\n").joined()).text
      #expect(since.contains("late") && !since.contains("early"), "\(since)")
      #expect(try home.run("logs", "a", "--since", "1h").text.contains("early"))
      #expect(try home.run("logs", "a", "--since", "2099-01-01T00:00:00Z").text == "")
      #expect(try home.run("logs", "a", "--since", "yesterday").status == 1)
    }
  }

  @Test func aRestartKeepsTheLogBeforeIt() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "sh", "-c", "echo run; ls .; echo >seen; exit 3")
      #expect(try home.run("wait", "a").status == 3)
      #expect(try home.run("logs", "a", "--previous").status == 1)
      try home.run("restart", "a")
      try home.run("wait", "a")
      #expect(try home.run("logs", "a").text == "run\nseen\n")
      #expect(try home.run("logs", "a", "--previous").text == "run\n")
      #expect(try home.run("logs", "a", "--previous", "-f").status == 1)
      try home.run("rename", "a", "b")
      #expect(try home.run("logs", "b", "--previous").text == "run\n")
      try home.run("clean")
      #expect(!home.exists(".agentvm/state/b.log.previous"))
    }
  }

  @Test func followingGoesOnThroughARestart() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "sh", "-c", "echo run $$; date +%N; read x")
      try home.tool(
        "/bin/sh", "-c", "\(TestHome.programs)/agentvm logs a -f >followed 2>&1 & echo $! >pid")
      #expect(home.wait { home.read("followed")?.contains("run ") == true })
      let before = home.read("followed") ?? ""
      #expect(try home.run("restart", "a").status == 0)
      #expect(home.wait { (home.read("followed") ?? "").utf8.count > before.utf8.count })
      let after = home.read("followed") ?? ""
      #expect(after.hasPrefix(before) && after != before + before)
      // Once it has ended for good, so has following.
      try home.run("kill", "a")
      let pid = home.read("pid")?.split(separator: "\n").joined() ?? ""
      #expect(home.wait { try home.tool("/bin/kill", "-0", pid).status != 0 })
    }
  }
}
