import AgentvmTestSupport
import Host
import Testing

/// What people ask for when they start agents: variables, limits, a time, prompts, numbers.
@Suite struct RequestTests {
  private func errors(_ completion: Completion) -> String {
    String(decoding: completion.errors, as: UTF8.self)
  }

  @Test func variablesReachTheAgentAndNoFile() throws {
    try TestHome.with { home throws in
      try home.write("vars", "FROM_FILE='a b'\nexport OTHER=$(id)\n")
      let spawn = try home.run(
        [
          "spawn", "a", "-e", "TOKEN=very-secret", "-e", "MINE", "--env-file", "vars", "--", "sh",
          "-c", "echo \"$TOKEN|$MINE|$FROM_FILE|$OTHER\"; cat",
        ], ["MINE": "callers"], directory: home.path)
      #expect(spawn.status == 0, "\(errors(spawn))")
      #expect(home.wait { home.log("a").contains("very-secret|callers|a b|$(id)") })
      let found = try home.tool(
        "/bin/grep", "-rl", "very-secret", "\(home.root)/state", "\(home.root)/run")
      #expect(found.text == "\(home.root)/state/a.log\n")
      // Started again, what is written down nowhere must be given again.
      let again = try home.run(["restart", "a"], ["MINE": "now"])
      #expect(errors(again).contains("not set: 'TOKEN'"))
      #expect(home.wait { home.log("a").contains("|now|a b|$(id)") })
      #expect(try home.run(["restart", "a", "-e", "TOKEN=x"], ["MINE": "now"]).status == 0)
      #expect(home.wait { home.log("a").contains("x|now|a b") })
      #expect(!errors(try home.run("spawn", "b", "-e", "1=secret")).contains("secret"))
    }
  }

  @Test func limitsHoldInside() throws {
    try TestHome.with { home throws in
      let probe = "ulimit -u; ulimit -d"
      let result = try home.run(
        "run", "--memory", "64M", "--pids", "33", "--", "bash", "-c", probe)
      #expect(result.text == "33\n65536\n")
      #expect(
        try home.run(
          "run", "--pids", "20", "--", "bash", "-c", "for i in $(seq 50); do sleep 5 & done"
        )
        .text.contains("Resource temporarily unavailable"))
      for value in ["0", "lots", "-1", "99999999999999999999T"] {
        #expect(try home.run("run", "--memory", value, "--", "true").status == 1)
        #expect(try home.run("run", "--pids", value, "--", "true").status == 1)
      }
    }
  }

  @Test func anAgentsTimeIsLimited() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--timeout", "1", "--", "sleep", "300")
      #expect(try home.run("wait", "a", "--timeout", "20").status == 124)
      #expect(try home.run("info", "a").text.contains("dead, its time was over"))
      for value in ["0", "-1", "nan", "1e300"] {
        #expect(try home.run("spawn", "b", "--timeout", value, "--", "true").status == 1)
      }
    }
  }

  @Test func promptsMaySayWhoReadsThem() throws {
    try TestHome.with { home throws in
      try home.write("task.md", "you are {name}, number {n}\n")
      let swarm = try home.run(
        ["swarm", "c", "2", "-P", "task.md", "--", "cat"], directory: home.path)
      #expect(swarm.status == 0, "\(errors(swarm))")
      for number in 1...2 {
        #expect(
          home.wait { home.log("c-\(number)").contains("you are c-\(number), number \(number)") })
      }
    }
  }

  @Test func aSwarmCanGrow() throws {
    try TestHome.with { home throws in
      try home.run("swarm", "c", "2", "--", "cat")
      #expect(try home.run("swarm", "c", "2", "--add", "--", "cat").status == 0)
      #expect(try home.run("list", "-q").text == "c-1\nc-2\nc-3\nc-4\n")
    }
  }

  @Test func aProfileIsKnownByItsProgram() throws {
    try TestHome.with { home throws in
      try home.write("bin/helper", "#!/bin/sh\necho \"$WORD $*\"; cat\n", permissions: 0o755)
      try home.write(
        ".agentvm/profiles/mine.env", "PROFILE_CMD=helper\nPROFILE_SET_ENV=\"WORD=hello\"\n")
      try home.run("spawn", "a", "--", "\(home.path)/bin/helper", "--fast")
      #expect(home.wait { home.log("a").contains("hello --fast") })
      #expect(try home.run("info", "a", "--json").text.contains("\"profile\":\"mine\""))
    }
  }

  @Test func severalAreWaitedFor() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "slow", "--", "cat")
      try home.run("spawn", "quick", "--", "sh", "-c", "exit 4")
      let any = try home.run("wait", "slow", "quick", "--any")
      #expect(any.text == "quick\n" && any.status == 4)
      #expect(try home.run("wait", "slow", "quick", "--timeout", "0.2").status == 2)
      try home.run("kill", "slow")
      let both = try home.run("wait", "quick", "slow")
      #expect(both.text.hasPrefix("quick: exit status 4\nslow: ") && both.status == 4)
      #expect(try home.run("wait", "quick", "nobody").status == 1)
    }
  }

  @Test func aLineThatATerminalWouldDropIsRefused() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "lines", "--", "cat")
      try home.run(
        "spawn", "raw", "--", "bash", "-c", "stty raw -echo; echo ready; head -c 5000 | md5sum; cat"
      )
      #expect(home.wait { home.log("raw").contains("ready") })
      let long = String(repeating: "x", count: 4999)
      let result = try home.run("broadcast", long)
      #expect(result.status == 1)
      #expect(result.text.contains("→ raw") && !result.text.contains("→ lines"))
      #expect(errors(result).contains("takes 4095 at a time: 'lines'"), "\(errors(result))")
      #expect(home.log("lines") == "")
    }
  }
}
