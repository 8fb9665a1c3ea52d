import AgentvmTestSupport
import Host
import Testing

/// Commands that run beside an agent, in its sandbox.
@Suite struct InsideTests {
  private func errors(_ completion: Completion) -> String {
    String(decoding: completion.errors, as: UTF8.self)
  }

  @Test func itsStreamsAndStatusAreOurs() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "-e", "COLOUR=green", "--", "cat")
      let result = try home.run(
        ["exec", "--in", "a", "--", "sh", "-c", "cat; echo $COLOUR; pwd; echo oops >&2; exit 9"],
        input: "from outside\n")
      #expect(result.status == 9)
      #expect(result.text == "from outside\ngreen\n\(home.root)/workspaces/a\n")
      #expect(errors(result) == "oops\n")
      // Nothing of it goes through the agent's terminal.
      #expect(home.log("a") == "")
    }
  }

  @Test(
    arguments: [
      (["no-such-program"], 127), (["/etc"], 126), (["sh", "-c", "kill -9 $$"], 137),
      (["true"], 0),
    ] as [([String], Int32)])
  func statusesAreThoseOfAShell(_ command: [String], _ status: Int32) throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "cat")
      #expect(try home.run(["exec", "--in", "a", "--"] + command).status == status)
    }
  }

  @Test func emptyWordsAreWords() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "cat")
      let result = try home.run(
        "exec", "--in", "a", "--", "sh", "-c", "printf '[%s]' \"$@\"", "x", "", "b", "")
      #expect(result.text == "[][b][]")
      #expect(try home.run("exec", "--in", "a", "--", "test", "-n", "").status == 1)
    }
  }

  @Test func itSaysThatTheAgentHasEnded() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "cat")
      try home.tool(
        "/bin/sh", "-c",
        """
        \(TestHome.programs)/agentvm exec --in a -- sh -c 'echo there; sleep 300' >out 2>err &
        """)
      #expect(home.wait { home.read("out") == "there\n" })
      try home.run("kill", "a")
      #expect(home.wait { home.read("err")?.contains("the agent ended, and the command") == true })
    }
  }

  @Test func aMegabyteGoesThroughUnchanged() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "cat")
      let made = try home.tool(
        "/bin/sh", "-c",
        """
        head -c 1048576 /dev/urandom >data
        \(TestHome.programs)/agentvm exec --in a -- cat <data | cmp - data
        """)
      #expect(made.status == 0, "\(errors(made))")
    }
  }

  @Test func itEndsWithWhoAskedForIt() throws {
    try TestHome.with { home throws in
      let marker = "inside-\(home.path)"
      try home.run("spawn", "a", "--", "cat")
      let client = try home.tool(
        "/usr/bin/timeout", "1", "\(TestHome.programs)/agentvm", "exec", "--in", "a", "--", "bash",
        "-c", "exec -a \(marker) sleep 300")
      #expect(client.status == 124)
      #expect(home.wait { home.processes(with: marker) == 0 })
      #expect(try home.run("list", "-q", "-s", "running").text == "a\n")
    }
  }

  @Test func itIsAsConfinedAsTheAgent() throws {
    try TestHome.with { home throws in
      try home.write("secret", "secret\n")
      try home.run("spawn", "a", "--", "cat")
      let probe = """
        cat "$1" 2>&1; ls /proc/self/fd | wc -l; grep -c . /proc/1/environ 2>&1
        unshare -U true 2>&1; tty; exec 3>/proc/1/fd/6
        """
      let result = try home.run(
        "exec", "--in", "a", "--", "sh", "-c", probe, "sh", "\(home.path)/secret")
      #expect(!result.text.contains("secret\n"), "\(result.text)")
      // Its own three streams, and what ls opens.
      #expect(result.text.contains("\n4\n"), "\(result.text)")
      #expect(result.text.contains("not a tty"))
      #expect(result.text.contains("Operation not permitted"))
      #expect(result.status != 0)
    }
  }

  @Test func anAgentThatHasEndedRunsNothing() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "true")
      try home.run("wait", "a")
      let result = try home.run("exec", "--in", "a", "--", "true")
      #expect(result.status == 1)
      #expect(errors(result).contains("the agent is not running: 'a'"))
    }
  }
}
