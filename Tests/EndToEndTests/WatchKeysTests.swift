import AgentvmTestSupport
import Testing

/// What the dashboard's keys do, in a real terminal.
@Suite struct WatchKeysTests {
  /// Runs the body with the dashboard of these agents, the first one selected.
  private func watch(
    _ names: [String], _ body: (TestHome, OuterPane) throws -> Void
  ) throws {
    try TestHome.with { home throws in
      for name in names { try WatchedAgent.quiet(name, home) }
      let pane = try OuterPane(home)
      defer { pane.close() }
      if let first = names.first { #expect(pane.shows("│I am \(first)")) }
      try body(home, pane)
    }
  }

  /// Types a line behind a key, and submits it.
  private func line(_ key: String, _ label: String, _ text: String, _ pane: OuterPane) throws {
    try pane.press(key)
    #expect(pane.shows(label))
    try pane.write(text)
    try pane.press("Enter")
    #expect(pane.lacks(label))
  }

  /// Runs the body with the dashboard of an agent that keeps every byte that it gets.
  private func keeping(_ body: (TestHome, OuterPane) throws -> Void) throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "keeper", "--", "bash", "-c", "stty raw -echo; printf ready; exec cat >got")
      #expect(home.wait { home.log("keeper").contains("ready") })
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│ready"))
      try body(home, pane)
    }
  }

  private func got(_ home: TestHome) -> String {
    home.read("\(home.name)/workspaces/keeper/got") ?? ""
  }

  @Test func everyKeyGoesStraightIntoTheAgent() throws {
    try keeping { home, pane throws in
      try pane.press("i")
      #expect(pane.shows("TYPING INTO keeper   Ctrl-] ends"))
      try pane.write("q? é漢👍 $HOME #{x} 'it' \"q\" \\ % ; x")
      try pane.press(
        "Up", "Down", "Right", "Left", "C-c", "C-a", "C-z", "Tab", "BTab", "F5", "PPage", "DC",
        "BSpace", "Enter", "M-x")
      let text =
        "q? é漢👍 $HOME #{x} 'it' \"q\" \\ % ; x\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D\u{3}\u{1}\u{1A}\t"
        + "\u{1B}[Z\u{1B}[15~\u{1B}[5~\u{1B}[3~\u{7F}\r\u{1B}x"
      #expect(home.wait { got(home) == text }, "\(Array(got(home).utf8))")
      try pane.press("C-]")
      #expect(pane.lacks("TYPING"))
      try pane.press("x")
      #expect(pane.shows("x does nothing; ? shows the keys"))
      #expect(got(home) == text)
    }
  }

  @Test func aPasteArrivesByteByByte() throws {
    try keeping { home, pane throws in
      let text = "first\n  second \"quoted\" $HOME `x` %s #{x}\ttab\n漢字 é 👍 end  \n\nK y\nlast"
      try pane.tmux("set-buffer", "-b", "p", text)
      // In the list it goes nowhere.
      try pane.tmux("paste-buffer", "-p", "-b", "p", "-t", "w")
      #expect(pane.shows("pasted text goes nowhere here"))
      try pane.press("i")
      #expect(pane.shows("TYPING INTO keeper"))
      try pane.tmux("paste-buffer", "-p", "-b", "p", "-t", "w")
      #expect(home.wait { got(home) == text }, "\(Array(got(home).utf8))")
      // What is typed behind it comes behind it.
      let long = (1...4000).map { "line \($0)\n" }.joined()
      try home.write("long", long)
      try pane.tmux("load-buffer", "-b", "l", "\(home.path)/long")
      try pane.tmux("paste-buffer", "-p", "-b", "l", "-t", "w")
      try pane.write("!")
      #expect(home.wait { got(home) == text + long + "!" })
    }
  }

  @Test("a paste of 200 KB is a matter of moments") func aLargePaste() throws {
    try keeping { home, pane throws in
      try pane.press("i")
      #expect(pane.shows("TYPING INTO keeper"))
      let long = (1...20_000).map { "line \($0)\n" }.joined()
      try home.write("long", long)
      try pane.tmux("load-buffer", "-b", "l", "\(home.path)/long")
      try pane.tmux("paste-buffer", "-p", "-b", "l", "-t", "w")
      #expect(Until.true(seconds: 10) { got(home).utf8.count == long.utf8.count })
    }
  }

  @Test("keys that come with Alt, or at once behind Escape, are not lost")
  func altEnter() throws {
    try keeping { home, pane throws in
      try pane.press("i")
      #expect(pane.shows("TYPING INTO keeper"))
      try pane.tmux("send-keys", "-t", "w", "M-Enter", "x")
      #expect(home.wait { got(home) == "\u{1B}\rx" }, "\(Array(got(home).utf8))")
    }
  }

  @Test func yesAnswersTheDemoAgent() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "demo", "-p", "demo")
      let pane = try OuterPane(home, rows: 40)
      defer { pane.close() }
      #expect(pane.shows("demo>"))
      try line("s", "to demo:", "one", pane)
      #expect(pane.shows("Done: "))
      // Every third task asks, from the second on.
      try line("s", "to demo:", "two", pane)
      #expect(pane.shows("? demo       permission"))
      #expect(pane.shows("y yes  n no"))
      try pane.press("y")
      #expect(pane.shows("agreed: demo"))
      #expect(home.wait { home.log("demo").contains("Demo task 2: two") })
      #expect(pane.lacks("permission"))
      #expect(pane.lacks("y yes  n no"))
      try pane.press("y")
      #expect(pane.shows("demo asks nothing"))
    }
  }

  @Test func noIsAnAnswerToo() throws {
    try TestHome.with { home throws in
      try WatchedAgent.asking("zed", home)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("? zed        question"))
      #expect(pane.shows("zed  bash  waiting/question"))
      try pane.press("n")
      #expect(pane.shows("refused: zed"))
      #expect(pane.shows("│told [n]"))
      #expect(pane.shows("? zed        question"))
      try pane.press("y")
      #expect(pane.shows("│told [y]"))
    }
  }

  @Test func aLineIsSentToOneAndToTheMarked() throws {
    try watch(["one", "three", "two"]) { home, pane throws in
      try line("s", "to one:", "only $one 'q'", pane)
      #expect(pane.shows("sent to 1 agent"))
      #expect(home.wait { home.log("one").contains("only $one 'q'") })
      // It has read its line, and ended.
      #expect(pane.shows("× one"))
      try pane.press("j", "Space", "Space")
      #expect(pane.shows("2 marked"))
      try line("b", "to 2 agents:", "all of you", pane)
      #expect(pane.shows("sent to 2 agents"))
      for name in ["three", "two"] {
        #expect(home.wait { home.log(name).contains("all of you") })
      }
      #expect(!home.log("one").contains("all of you"))
    }
  }

  @Test func agentsAreMadeAndNamed() throws {
    try watch([]) { home, pane throws in
      #expect(pane.shows("no agents; c spawns one"))
      try line("c", "spawn NAME", "new -- bash -c 'echo I am new; read'", pane)
      #expect(pane.shows("│I am new"))
      try line("C", "swarm BASE", "many 2 -- bash -c read", pane)
      #expect(pane.shows("2 of 2 agents run"))
      #expect(pane.shows("many (2)"))
      try pane.press("G")
      #expect(pane.shows("│new  bash"))
      try line("t", "tags of new", "team=red", pane)
      #expect(pane.shows("new: team=red"))
      #expect(try home.run("list", "-q", "-t", "team=red").text == "new\n")
      try line("t", "tags of new", "-team=red", pane)
      #expect(home.wait { try home.run("list", "-q", "-t", "team=red").text == "" })
      try line("t", "tags of new", "nonsense", pane)
      #expect(pane.shows("a tag is KEY=VALUE"))
      try line("p", "clone new as: new-copy", "-2", pane)
      #expect(pane.shows(" new-copy-2 "))
      #expect(try home.run("list", "-q").text == "many-1\nmany-2\nnew\nnew-copy-2\n")
    }
  }

  @Test("a clone is shown as what it is") func aCloneIsNotStarting() throws {
    try watch(["one"]) { home, pane throws in
      try line("p", "clone one as: one-copy", "", pane)
      #expect(pane.shows("cloned one to one-copy"))
      #expect(pane.shows("× one-copy"))
    }
  }

  @Test func theSelectionGoesWithTheNewName() throws {
    try watch(["one", "three", "two"]) { home, pane throws in
      try pane.press("j")
      #expect(pane.shows("│I am three"))
      try pane.press("r")
      #expect(pane.shows("rename three to: three"))
      try pane.press("C-u")
      try pane.write("zed")
      try pane.press("Enter")
      #expect(pane.shows("renamed three to zed"))
      #expect(pane.shows("│zed  bash"))
      #expect(try home.run("list", "-q").text == "one\ntwo\nzed\n")
    }
  }

  @Test func stoppingAsksAndRestartingStarts() throws {
    try watch(["one", "two"]) { home, pane throws in
      try pane.press("K")
      #expect(pane.shows("stop one? What it made stays. (y/n)"))
      try pane.press("n")
      #expect(pane.shows("nothing was done"))
      #expect(try home.run("list", "-q", "-s", "running").text == "one\ntwo\n")
      try pane.press("K", "y")
      #expect(pane.shows("killed one"))
      #expect(pane.shows("× one        signal 15"))
      #expect(try home.run("list", "-q", "-s", "running").text == "two\n")
      // Nothing runs there: no question.
      try pane.press("R")
      #expect(home.wait { try home.run("list", "-q", "-s", "running").text == "one\ntwo\n" })
      #expect(pane.lacks("× one"))
      try pane.press("R")
      #expect(pane.shows("restart one? What runs is ended first. (y/n)"))
      try pane.press("Escape")
      #expect(pane.lacks("(y/n)"))
    }
  }
}

/// Finding and reading, in a real terminal.
@Suite struct WatchPagesTests {
  /// Runs the body with the dashboard of these agents, the first one selected.
  private func watch(
    _ names: [String], _ body: (TestHome, OuterPane) throws -> Void
  ) throws {
    try TestHome.with { home throws in
      for name in names { try WatchedAgent.quiet(name, home) }
      let pane = try OuterPane(home)
      defer { pane.close() }
      if let first = names.first { #expect(pane.shows("│I am \(first)")) }
      try body(home, pane)
    }
  }

  /// A repository with one commit, below the home.
  private func makeRepository(_ home: TestHome) throws {
    try home.write("src/f.txt", "a\nb\nc\n")
    for words in [
      ["init", "-q"], ["add", "-A"],
      ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "first"],
    ] {
      let shell = (["git", "-C", "src"] + words).joined(separator: " ")
      try home.tool("/bin/sh", "-c", shell)
    }
  }

  @Test func filterAndSearch() throws {
    try watch(["one", "three", "two"]) { home, pane throws in
      try pane.press("f")
      #expect(pane.shows("a part of a name"))
      try pane.write("t")
      try pane.press("Enter")
      #expect(pane.shows("[t]"))
      #expect(pane.shows("│I am three"))
      #expect(try !pane.screen().contains(" one "))
      try pane.press("Escape")
      #expect(pane.lacks("[t]"))
      #expect(pane.shows(" one        "))
      try pane.press("/")
      #expect(pane.shows("search:"))
      // Last lines come when there is time for them.
      #expect(pane.shows("I am two"))
      try pane.write("am two")
      try pane.press("Enter")
      #expect(pane.shows("│I am two"))
      try pane.press("o")
      #expect(pane.shows("grouped by tag"))
    }
  }

  @Test func whatHasChangedInColours() throws {
    try TestHome.with { home throws in
      try makeRepository(home)
      let change = "sed -i s/b/B/ f.txt; printf 'x\\e[31mred\\n' >new.txt; echo changed; read"
      try home.run("spawn", "a", "--from-git", "\(home.path)/src", "--", "bash", "-c", change)
      #expect(home.wait { home.log("a").contains("changed") })
      let pane = try OuterPane(home, rows: 40)
      defer { pane.close() }
      #expect(pane.shows("│changed"))
      try pane.press("d")
      #expect(pane.shows("diff of a"))
      #expect(pane.shows("@@ -1,3 +1,3 @@"))
      let lines = try pane.colours().split(separator: "\n").map(String.init)
      #expect(lines.contains { $0.contains("[32m") && $0.contains("+B") })
      #expect(lines.contains { $0.contains("[91m") && $0.contains("-b") })
      // What the agent wrote colours nothing.
      #expect(try pane.screen().contains("+x\u{FFFD}[31mred"))
      try pane.press("q")
      #expect(pane.lacks("diff of a"))
    }
  }

  /// Runs the body with the dashboard of one agent that has ended.
  private func watchDead(_ body: (TestHome, OuterPane) throws -> Void) throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "true")
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("× a          exit 0"))
      try body(home, pane)
    }
  }

  @Test("a page comes by itself, also when nothing runs") func pagesCome() throws {
    try watchDead { home, pane throws in
      for round in 1...15 {
        try pane.press("e")
        try #require(pane.shows("Workspace  "), "round \(round)")
        try pane.press("q")
        try #require(pane.lacks("Workspace  "))
      }
    }
  }

  @Test("what a command says is told by itself, also when nothing runs")
  func messagesCome() throws {
    try watchDead { home, pane throws in
      for round in 1...10 {
        try pane.press("t")
        try #require(pane.shows("tags of a"))
        try pane.write("round=\(round)")
        try pane.press("Enter")
        try #require(pane.shows("a: round=\(round)"), "round \(round)")
        try pane.press("k")
        try #require(pane.lacks("a: round=\(round)"))
      }
    }
  }

  @Test func aLogIsFollowed() throws {
    let script =
      "for n in {1..60}; do echo line $n; done; while read -r l; do echo \"got $l\"; done"
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "bash", "-c", script)
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("│line 60"))
      try pane.press("l")
      #expect(pane.shows("log of a"))
      #expect(pane.shows("following"))
      try home.run("exec", "a", "hello")
      #expect(pane.shows("got hello"))
      try pane.press("g")
      #expect(pane.shows("line 1\n"))
      try home.run("exec", "a", "unseen")
      #expect(home.wait { home.log("a").contains("got unseen") })
      #expect(try !pane.screen().contains("unseen"))
      try pane.press("/")
      #expect(pane.shows("search:"))
      try pane.write("line 33")
      try pane.press("Enter")
      #expect(pane.shows("line 33\n"))
      // Who follows again sees what has come meanwhile.
      try pane.press("f")
      #expect(pane.shows("got unseen"))
      try pane.press("q")
      #expect(pane.lacks("log of a"))
    }
  }

  @Test func infoAndHelp() throws {
    try watch(["one"]) { home, pane throws in
      try pane.press("e")
      #expect(pane.shows("Workspace     \(home.root)/workspaces/one"))
      try pane.press("q")
      #expect(pane.lacks("Workspace  "))
      try pane.resize(columns: 100, rows: 60)
      try pane.press("?")
      #expect(pane.shows("leave; the agents go on"))
      for words in [
        "type straight into it", "agree to what it asks", "spawn a swarm", "what it has changed",
        "mark all that are shown", "tiles of live screens", "copy its workspace",
      ] { #expect(try pane.screen().contains(words)) }
    }
  }

  @Test func theUsersKeys() throws {
    try TestHome.with { home throws in
      try WatchedAgent.quiet("one", home)
      try home.write("\(home.name)/keybindings", "# mine\nquit X\nstop\nhelp F5\nfly y\n")
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("no such action: 'fly'"))
      try pane.press("q")
      #expect(pane.shows("q does nothing; F5 shows the keys"))
      try pane.press("K")
      #expect(pane.shows("K does nothing"))
      try pane.press("F5")
      #expect(pane.shows(" keys  "))
      try pane.press("q")
      #expect(pane.lacks(" keys  "))
      try pane.press("X")
      #expect(pane.shows("left with 0"))
    }
  }
}
