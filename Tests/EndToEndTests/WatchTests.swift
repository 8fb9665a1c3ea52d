import AgentvmTestSupport
import Host
import LinuxHost
import Testing

/// agentvm in a pane of a tmux server of the test's own.
struct OuterPane {
  private let home: TestHome
  private let socket: String

  /// Runs agentvm with these words there; `left with STATUS` is what it leaves behind.
  init(
    _ home: TestHome, _ words: String = "watch", columns: Int = 100, rows: Int = 20,
    environment variables: String = "TERM=tmux-256color"
  ) throws {
    try self.init(
      home, shell: "\(variables) \(TestHome.programs)/agentvm \(words); echo left with $?; cat",
      columns: columns, rows: rows)
  }

  /// Runs a line of the shell there.
  init(_ home: TestHome, shell: String, columns: Int = 100, rows: Int = 20) throws {
    self.home = home
    socket = "\(home.path)/outer-\(UInt32.random(in: 0...UInt32.max))"
    try tmux(
      "new-session", "-d", "-s", "w", "-x", "\(columns)", "-y", "\(rows)", "-c", home.path, shell)
  }

  @discardableResult
  func tmux(_ arguments: String...) throws -> String {
    try LinuxProcesses(environment: [:]).run(
      Invocation(
        "/usr/bin/tmux", ["-S", socket, "-f", "/dev/null"] + arguments,
        environment: home.environment.map { "\($0.key)=\($0.value)" })
    ).text
  }

  /// Ends it, and all that runs there.
  func close() { _ = try? tmux("kill-server") }

  func screen() throws -> String { try tmux("capture-pane", "-p", "-t", "w") }

  /// The same with its colours.
  func colours() throws -> String { try tmux("capture-pane", "-p", "-e", "-t", "w") }

  func lines() throws -> [String] {
    try screen().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// What tmux knows of the pane.
  func fact(_ format: String) throws -> String {
    try tmux("display-message", "-p", "-t", "w", format).split(separator: "\n").first
      .map(String.init) ?? ""
  }

  /// Waits until the screen has that text; false when it never did.
  func shows(_ text: String) -> Bool { Until.true { try screen().contains(text) } }

  /// Waits until the screen has it no longer.
  func lacks(_ text: String) -> Bool { Until.true { try !screen().contains(text) } }

  /// Presses keys, by tmux's names.
  func press(_ keys: String...) throws { for key in keys { try tmux("send-keys", "-t", "w", key) } }

  /// Types a text as it is.
  func write(_ text: String) throws { try tmux("send-keys", "-t", "w", "-l", "--", text) }

  func resize(columns: Int, rows: Int) throws {
    try tmux("resize-window", "-t", "w", "-x", "\(columns)", "-y", "\(rows)")
  }
}

/// Agents that the tests of the dashboard look at.
enum WatchedAgent {
  /// One that says its name, and then nothing.
  static func quiet(_ name: String, _ home: TestHome) throws {
    try home.run("spawn", name, "--", "bash", "-c", "echo I am \(name); read")
  }

  /// One that asks, says what it was told, and asks again.
  static func asking(_ name: String, _ home: TestHome) throws {
    try home.run(
      "spawn", name, "--", "bash", "-c",
      "while printf 'Overwrite the file? [y/N] '; read -r x; do echo \"told [$x]\"; done")
    try home.run("wait", name, "--for", "waiting", "--timeout", "30")
  }
}

/// What the dashboard shows, in a real terminal.
@Suite struct WatchTests {
  @Test func listsShowsAttachesAndQuits() throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      try WatchedAgent.quiet("two", home)
      try WatchedAgent.asking("zed", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("? zed        question"))
      #expect(pane.shows("zed  bash  waiting/question"))
      #expect(pane.shows("3 agents"))
      #expect(pane.shows("? 1 waiting"))
      try pane.press("j")
      #expect(pane.shows("│I am one"))
      try pane.press("Enter")
      #expect(pane.shows("agentvm-one"))
      try pane.press("C-]", "d")
      #expect(pane.shows("needs you (1)"))
      #expect(pane.shows("│I am one"))
      try home.run("kill", "one")
      #expect(pane.shows("× one        signal 15"))
      try pane.press("q")
      #expect(pane.shows("left with 0"))
    }
  }

  @Test("the first picture of a quiet agent is its screen, and nothing of tmux")
  func firstPicture() throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      #expect(home.wait { home.log("one").contains("I am one") })
      for words in ["watch", "grid"] {
        let pane = try OuterPane(home, words)
        defer { pane.close() }
        #expect(pane.shows("I am one"))
        #expect(try !pane.screen().contains("%begin"))
        #expect(try !pane.screen().contains("%end"))
      }
    }
  }

  @Test func aScreenIsLiveAndKeepsItsColours() throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "one", "--", "bash", "-c",
        "printf '\\e[31mred\\e[0m \\e[1;38;5;200mpink\\e[0m\\n'; while read -r l; do echo \"new $l\"; done"
      )
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│red pink"))
      let colours = try pane.colours()
      #expect(colours.contains("\u{1B}[31mred"))
      #expect(colours.contains("38;5;200mpink"))
      for word in ["first", "second", "third"] {
        try home.run("exec", "one", word)
        #expect(pane.shows("│new \(word)"))
      }
    }
  }

  @Test func anySizeAtAnyMoment() throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      try WatchedAgent.asking("zed", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("? zed"))
      for (columns, rows, text) in [
        (60, 12, "? zed"), (10, 3, "2 agents"), (200, 50, "? zed"), (20, 5, "? zed"),
        (1, 1, ""), (80, 24, "? zed"), (79, 24, "? zed"),
      ] {
        try pane.resize(columns: columns, rows: rows)
        #expect(text.isEmpty || pane.shows(text), "\(columns)x\(rows)")
      }
      #expect(pane.lacks("│"))
      // In quick succession, and in the middle of other things.
      for (key, leave, gone) in [
        ("?", "Escape", " keys  "), ("s", "Escape", "to zed:"), ("i", "C-]", "TYPING"),
      ] {
        try pane.press(key)
        for (columns, rows) in [(30, 6), (150, 40), (10, 3), (100, 20)] {
          try pane.resize(columns: columns, rows: rows)
        }
        #expect(pane.shows(gone))
        try pane.press(leave)
        #expect(pane.lacks(gone))
        #expect(pane.shows("? zed        question"))
      }
      try pane.press("C-c")
      #expect(pane.shows("left with 0"))
    }
  }

  @Test("the narrowest terminal, when one of many waits") func narrow() throws {
    try TestHome.with { home throws in
      try home.run("swarm", "w", "9", "--", "bash", "-c", "read")
      try WatchedAgent.asking("zed", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("? zed"))
      for columns in [33, 30, 26, 22, 21, 20, 19] {
        try pane.resize(columns: columns, rows: 6)
        #expect(pane.shows(columns < 20 ? "10 agents" : "? zed"), "\(columns)")
      }
      try pane.resize(columns: 100, rows: 20)
      #expect(pane.shows("? zed        question"))
    }
  }

  @Test func themesAndNone() throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "red", "--", "bash", "-c",
        "printf '\\e[31mred\\e[0m \\e[38;2;9;200;9mgreen\\e[0m\\n'; read")
      try WatchedAgent.asking("zed", home)
      let term = "TERM=tmux-256color"
      for (variables, isLight) in [
        (term, false), ("COLORFGBG='0;15' \(term)", true), ("AGENTVM_THEME=light \(term)", true),
        ("COLORFGBG='0;15' AGENTVM_THEME=dark \(term)", false),
      ] {
        let pane = try OuterPane(home, environment: variables)
        defer { pane.close() }
        #expect(pane.shows("needs you"))
        let colours = try pane.colours()
        #expect(colours.contains("38;5;130m") == isLight, "\(variables)")
        #expect(colours.contains("[93m") != isLight, "\(variables)")
      }
      let pane = try OuterPane(home, environment: "NO_COLOR=1 \(term)")
      defer { pane.close() }
      #expect(pane.shows("needs you"))
      try pane.press("j")
      #expect(pane.shows("│red green"))
      #expect(try Self.colourCodes(in: pane.colours()) == [])
    }
  }

  /// The parameters that set a colour, in escapes for looks.
  static func colourCodes(in text: String) -> [String] {
    text.split(separator: "\u{1B}[").dropFirst().flatMap { part in
      part.prefix { $0 != "m" }.split(separator: ";").map(String.init).filter { code in
        guard let number = Int(code) else { return false }
        return (30...38).contains(number) || (40...48).contains(number)
          || (90...97).contains(number) || (100...107).contains(number)
      }
    }
  }

  @Test("the terminal is whole again, however it was left", arguments: ["q", "TERM", "HUP", "INT"])
  func theTerminalIsWholeAgain(_ end: String) throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      let watch = "sh -c 'echo $$ >pid; exec \(TestHome.programs)/agentvm watch'"
      let pane = try OuterPane(
        home,
        shell: "export TERM=tmux-256color; stty -a >before; \(watch); echo left with $?; "
          + "stty -a >after; cat")
      defer { pane.close() }
      #expect(pane.shows("│I am one"))
      #expect(try pane.fact("#{alternate_on}#{cursor_flag}#{mouse_any_flag}") == "101")
      if end == "q" {
        try pane.press("q")
      } else {
        let pid = (home.read("pid") ?? "").split(separator: "\n").first.map(String.init) ?? "none"
        try home.tool("/bin/kill", "-\(end)", pid)
      }
      #expect(pane.shows("left with 0"))
      #expect(home.wait { home.exists("after") && home.read("after") == home.read("before") })
      #expect(try pane.fact("#{alternate_on}#{cursor_flag}#{mouse_any_flag}") == "010")
      // What is typed now is seen.
      try pane.write("typed")
      #expect(pane.shows("typed"))
    }
  }

  @Test(arguments: ["watch", "watch --once", "watch </dev/null", "watch | cat", "watch 2>&1 | cat"])
  func withoutAWholeTerminalItIsText(_ words: String) throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      #expect(home.wait { home.log("one").contains("I am one") })
      let term = words == "watch" ? "TERM=dumb" : "TERM=tmux-256color"
      let pane = try OuterPane(home, words, environment: term)
      defer { pane.close() }
      #expect(pane.shows("left with 0"))
      #expect(try pane.screen().contains("agentvm   1 agent "))
      #expect(try pane.screen().contains("I am one"))
      let result = try home.run(words == "watch --once" ? ["watch", "--once"] : ["watch"])
      #expect(result.status == 0)
      #expect(result.text.contains("I am one"))
      #expect(!result.output.contains(0x1B))
    }
  }

  @Test(arguments: ["TERM=no-such-terminal", "TERM=vt100", "TERM=screen", "TERM=linux"])
  func otherTerminals(_ term: String) throws {
    try TestHome.with { home throws in
      try WatchedAgent.asking("zed", home)
      let pane = try OuterPane(home, environment: term)
      defer { pane.close() }
      #expect(pane.shows("? zed        question"))
      #expect(pane.shows("│Overwrite"))
      try pane.press("q")
      #expect(pane.shows("left with 0"))
    }
  }

  @Test func aClickSelects() throws {
    try TestHome.with { home throws in
      for name in ["one", "three", "two"] { try WatchedAgent.quiet(name, home) }
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│I am one"))
      // Button 1, column 3, row 3 and 4, as xterm has it since ever: 32 and a number from 1 each.
      try pane.write("\u{1B}[M #$")
      #expect(pane.shows("│I am two"))
      try pane.write("\u{1B}[M##$")
      try pane.write("\u{1B}[M ##")
      #expect(pane.shows("│I am three"))
      // The wheel goes up.
      try pane.write("\u{1B}[M`##")
      #expect(pane.shows("│I am one"))
    }
  }

  @Test func twoClicksAttach() throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│I am one"))
      let click = "\u{1B}[M #\"\u{1B}[M##\""
      try pane.write(click + click)
      #expect(pane.shows("agentvm-one"))
    }
  }
}
