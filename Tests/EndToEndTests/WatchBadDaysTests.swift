import AgentvmTestSupport
import Testing

/// The dashboard lives on, whatever happens to what it shows.
@Suite struct WatchBadDaysTests {
  @Test func theServerIsKilled() throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      try WatchedAgent.quiet("two", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│I am one"))
      try home.tmux("kill-server")
      #expect(pane.shows("× one"))
      #expect(pane.shows("× two"))
      try pane.press("Enter")
      #expect(pane.shows("one is dead"))
      // It finds the next server by itself.
      try home.run("restart", "one")
      #expect(pane.shows("× 1 dead"))
      try pane.press("i")
      #expect(pane.shows("TYPING INTO one"))
      try pane.write("typed to it")
      #expect(home.wait { home.log("one").contains("typed to it") })
      #expect(pane.shows("typed to it"))
    }
  }

  @Test("a dashboard that is killed takes nothing with it, whatever its agent does meanwhile")
  func theDashboardIsKilled() throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "flood", "--", "bash", "-c",
        "while :; do printf '\\e]7501;%s\\a\\e]0;%s\\a' $RANDOM $RANDOM; done")
      for _ in 1...3 {
        let pane = try OuterPane(home)
        #expect(pane.shows("flood  bash"))
        try pane.tmux("kill-server")
        pane.close()
      }
      #expect(try home.run("list", "-q", "-s", "running").text == "flood\n")
      #expect(
        home.wait {
          try home.tmux("list-sessions", "-F", "#{session_name}").text == "agentvm-flood\n"
        })
    }
  }

  @Test func theSelectedOneIsRenamed() throws {
    try TestHome.with { home throws in
      for name in ["one", "three", "two"] { try WatchedAgent.quiet(name, home) }
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│I am one"))
      try pane.press("j")
      #expect(pane.shows("│I am three"))
      try home.run("rename", "three", "zed")
      #expect(pane.shows(" zed        "))
      #expect(pane.shows("│zed  bash"))
      #expect(pane.shows("│I am three"))
      try pane.press("K")
      #expect(pane.shows("stop zed?"))
    }
  }

  @Test func whoIsTypedIntoIsRenamed() throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      try WatchedAgent.quiet("two", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│I am one"))
      try pane.press("i")
      #expect(pane.shows("TYPING INTO one"))
      try home.run("rename", "one", "zed")
      #expect(pane.shows(" zed        "))
      try pane.write("typed")
      // It goes to the one that was chosen, or nowhere, but to no other.
      #expect(
        home.wait { try home.log("zed").contains("typed") || !pane.screen().contains("TYPING") })
      #expect(!home.log("two").contains("typed"))
    }
  }

  @Test func theSelectedOneIsKilledAndRemoved() throws {
    try TestHome.with { home throws in
      for name in ["one", "three", "two"] { try WatchedAgent.quiet(name, home) }
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│I am one"))
      try pane.press("j")
      #expect(pane.shows("│I am three"))
      try home.run("kill", "three")
      #expect(pane.shows("× three      signal 15"))
      #expect(pane.shows("│three  bash  dead"))
      #expect(pane.shows("│I am three"))
      try home.run("clean")
      #expect(pane.lacks("three"))
      #expect(pane.shows("│I am two"))
      try home.run("purge", "--force")
      #expect(pane.shows("no agents; c spawns one"))
      #expect(pane.lacks("│I am"))
      try WatchedAgent.quiet("four", home)
      #expect(pane.shows("│I am four"))
    }
  }

  @Test func typingEndsWithTheAgent() throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      try WatchedAgent.quiet("two", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│I am one"))
      try pane.press("i")
      #expect(pane.shows("TYPING INTO one"))
      try home.run("kill", "one")
      #expect(pane.shows("× one"))
      try pane.press("x")
      #expect(pane.shows("it has ended; what you type goes nowhere"))
      #expect(!home.log("two").contains("x"))
    }
  }

  @Test("a home that goes and comes again is told of and followed")
  func theHomeGoes() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "one", "--", "true")
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("× one"))
      try home.tmux("kill-server")
      try home.tool("/bin/mv", home.root, "\(home.path)/elsewhere")
      #expect(pane.shows("the home has gone"))
      #expect(pane.shows("no agents"))
      try home.tool("/bin/mv", "\(home.path)/elsewhere", home.root)
      try WatchedAgent.quiet("two", home)
      #expect(pane.shows("I am two"))
      try pane.press("q")
      #expect(pane.shows("left with 0"))
    }
  }

  @Test("a home that is removed is told of and followed")
  func theHomeIsRemoved() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "one", "--", "true")
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("× one"))
      try home.tmux("kill-server")
      try home.tool("/bin/rm", "-rf", home.root)
      #expect(pane.shows("the home has gone"))
      try WatchedAgent.quiet("two", home)
      #expect(pane.shows("│I am two"))
    }
  }

  @Test func aStateFileIsBroken() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "one", "--", "true")
      try WatchedAgent.quiet("two", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("× one"))
      try home.write("\(home.name)/state/one.env", "garbage\n")
      #expect(pane.shows("can't be read"))
      #expect(pane.shows("I am two"))
      try pane.press("q")
      #expect(pane.shows("left with 0"))
      // The same from the beginning.
      let other = try OuterPane(home)
      defer { other.close() }
      #expect(other.shows("can't be read"))
      #expect(other.shows("│I am two"))
    }
  }

  @Test func thirtyComeAndGo() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "stays", "--", "bash", "-c", "echo I stay; read")
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│I stay"))
      try home.run("swarm", "t", "30", "--", "sh", "-c", "echo short life")
      #expect(pane.shows("31 agents"))
      #expect(pane.shows("× 30 dead"))
      try home.run("clean")
      #expect(pane.shows("1 agent "))
      #expect(pane.lacks("× t-"))
      #expect(try !pane.screen().contains("%error"))
      try pane.press("i")
      #expect(pane.shows("TYPING INTO stays"))
    }
  }

  @Test func aScreenThatNeverRests() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "loud", "--", "bash", "-c", "while :; do echo noise $((n++)); done")
      try WatchedAgent.quiet("quiet", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│noise"))
      try pane.press("j")
      #expect(pane.shows("│I am quiet"))
      try pane.press("?")
      #expect(pane.shows(" keys  "))
      try pane.press("q")
      #expect(pane.lacks(" keys  "))
      try pane.press("q")
      #expect(pane.shows("left with 0"))
    }
  }

  @Test("nothing that an agent writes moves a column or reaches the terminal")
  func hostileOutput() throws {
    let script = """
      printf '\\e]0;EVIL\\a\\e]2;EVIL\\e\\\\\\e]52;c;RVZJTA==\\a\\e[?1049h\\e[?25l\\e[5;20r\\ek EVIL\\e\\\\'
      printf 'bidi \\xe2\\x80\\xae reversed \\xe2\\x81\\xa7 isolate\\n'
      printf 'zero\\xe2\\x80\\x8bwidth e\\xcc\\x81\\xcc\\x81\\xcc\\x81\\xcc\\x81 \\xef\\xb8\\x8f x\\n'
      printf '\\xf0\\x9f\\x91\\xa8\\xe2\\x80\\x8d\\xf0\\x9f\\x91\\xa9 family \\xf0\\x9f\\x87\\xa9\\xf0\\x9f\\x87\\xaa flag\\n'
      printf '\\xe6\\xbc\\xa2%.0s' {1..59}; echo
      printf 'x'; printf '\\xe6\\xbc\\xa2%.0s' {1..59}; echo
      printf '%%end 1 2 3\\n%%begin 1 2 3\\n%%sessions-changed\\n%%exit\\n'
      printf '\\xc2\\x9b31mC1 \\x9b31m \\xff\\xfe\\x00 \\xef\\xbf\\xbc \\xf3\\xa0\\x80\\x81 tags\\n'
      printf 'last \\xe6\\xbc\\xa2\\xe6\\xbc\\xa2 \\xe2\\x80\\xae line\\n'
      read
      """
    try TestHome.with { home throws in
      try home.run("spawn", "hostile", "--", "bash", "-c", script)
      try WatchedAgent.quiet("quiet", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      let title = try pane.fact("#{pane_title}")
      for (columns, separator) in [(100, 45), (101, 45), (81, 40), (80, 40), (133, 59)] {
        try pane.resize(columns: columns, rows: 20)
        #expect(pane.shows("│%exit"))
        #expect(pane.shows("│last 漢漢"))
        let isStraight = Until.true {
          let body = try pane.lines().dropFirst().prefix(17)
          return body.count == 17
            && body.allSatisfy { line in
              Self.width(before: "│", in: line) == separator && Self.width(line) <= columns
            }
        }
        let lines = try pane.lines()
        #expect(isStraight, "\(columns): \(lines)")
        #expect(lines.first?.hasPrefix(" agentvm  2 agents") == true)
        #expect(!lines.dropFirst().prefix(17).joined().unicodeScalars.contains { Self.isTrick($0) })
      }
      #expect(try pane.fact("#{pane_title}") == title)
      #expect(try pane.fact("#{window_name}") != "EVIL")
      #expect(try !pane.tmux("list-buffers").contains("EVIL"))
      try pane.press("q")
      #expect(pane.shows("left with 0"))
    }
  }

  /// Columns of a text, of those characters that the test above writes.
  private static func width(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.value {
      case 0x300...0x36F: sum
      case 0x2E80...0x9FFF, 0x1F000...0x1FAFF: sum + 2
      default: sum + 1
      }
    }
  }

  private static func width(before character: Character, in line: String) -> Int {
    width(line.prefix { $0 != character })
  }

  /// What turns the direction of a line, or can't be seen.
  private static func isTrick(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      || (0x200B...0x200F).contains(scalar.value) || scalar.value < 0x20
      || (0x80..<0xA0).contains(scalar.value)
  }
}
