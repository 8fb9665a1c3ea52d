import AgentvmTestSupport
import Host
import Testing

/// What is typed arrives whole, in order, and nowhere else.
@Suite struct TypingTests {
  /// An agent that shows each line that it is sent in brackets.
  private static let reader = [
    "bash", "-c", "stty -echo; echo ready; while IFS= read -r l; do echo \"[$l]\"; done",
  ]

  private func spawn(_ name: String, _ home: TestHome) throws {
    try home.run(["spawn", name, "--"] + Self.reader)
    #expect(home.wait { home.log(name).contains("ready") })
  }

  @Test func quickOnesComeOneByOneInTheirOrder() throws {
    try TestHome.with { home throws in
      try spawn("a", home)
      for number in 1...5 { #expect(try home.run("exec", "a", "line \(number)").status == 0) }
      #expect(home.wait { home.log("a").contains("[line 5]") })
      let lines = home.log("a").split(separator: "\r\n").dropFirst().map(String.init)
      #expect(lines == (1...5).map { "[line \($0)]" })
    }
  }

  @Test func anAgentThatIsGoneSpoilsNoOther() throws {
    try TestHome.with { home throws in
      try spawn("keeps-the-server", home)
      try spawn("a", home)
      #expect(try home.run("exec", "a", "x").status == 0)
      try home.run("kill", "a")
      // Its keys are pressed by now.
      try home.run("exec", "keeps-the-server", "later")
      #expect(home.wait { home.log("keeps-the-server").contains("[later]") })
      try spawn("c", home)
      #expect(try home.run("exec", "c", "one").status == 0)
      #expect(home.wait { home.log("c").contains("[one]") })
    }
  }

  @Test func keysFollowAnAgentToItsNewName() throws {
    try TestHome.with { home throws in
      try spawn("a", home)
      try home.run("exec", "a", "x")
      try home.run("rename", "a", "b")
      #expect(home.wait { home.log("b").contains("[x]") })
    }
  }

  @Test func keysOfTheLastRunAreNotPressedInTheNext() throws {
    try TestHome.with { home throws in
      try spawn("a", home)
      try home.run("exec", "a", "x")
      try home.run("restart", "a")
      #expect(home.wait { home.log("a").contains("ready") })
      try home.run("exec", "a", "four")
      #expect(home.wait { home.log("a").contains("[four]") })
      #expect(!home.log("a").contains("[]"))
    }
  }

  @Test func whoScrollsInAPaneIsInNobodysWay() throws {
    try TestHome.with { home throws in
      try spawn("a", home)
      try home.tmux("copy-mode", "-t", "=agentvm-a:")
      try home.run("exec", "a", "x")
      #expect(home.wait { home.log("a").contains("[x]") })
    }
  }

  @Test func aFullDiskFailsNothingThatWasTyped() throws {
    try TestHome.with { home throws in
      try spawn("a", home)
      try home.tool("/bin/mkdir", "\(home.root)/run/typing.end")
      #expect(try home.run("exec", "a", "x").status == 0)
      #expect(home.wait { home.log("a").contains("[x]") })
    }
  }
}
