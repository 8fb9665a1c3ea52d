import AgentvmTestSupport
import Host
import Testing

/// What supervisors find out of their agents, seen from the outside.
@Suite struct AgentStatusTests {
  private func errors(_ completion: Completion) -> String {
    String(decoding: completion.errors, as: UTF8.self)
  }

  @Test func theDemoIsIdleWorksAsksAndIsDone() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "demo", "-p", "demo")
      #expect(try home.reaches("demo", "idle"))
      try home.run("exec", "demo", "one")
      #expect(try home.reaches("demo", "working"))
      #expect(try home.reaches("demo", "done"))
      try home.run("exec", "demo", "two")
      #expect(try home.reaches("demo", "waiting"))
      let asks = try home.shown("demo")
      #expect(asks.text == "waiting/permission" && asks.rule == "permission")
      #expect(asks.sentence == "Do you want to commit these changes? (y/n)")
      #expect(try home.run("list", "-q", "-s", "waiting").text == "demo\n")
      try home.run("exec", "demo", "y")
      #expect(home.wait { home.log("demo").split(separator: "Done: ").count == 3 })
      #expect(home.shows("demo", "done"))
      let events = try home.events(of: "demo")
      #expect(events.first?.old == "starting")
      #expect(zip(events, events.dropFirst()).allSatisfy { $0.new == $1.old })
      #expect(events.allSatisfy { $0.old != $0.new })
      var rest = events.map(\.new)[...]
      for word in ["idle", "working", "done", "working", "waiting/permission", "working", "done"] {
        rest = rest.drop { $0 != word }
        #expect(!rest.isEmpty, "\(word) is missing in \(events.map(\.new))")
        rest = rest.dropFirst()
      }
      #expect(events.contains { $0.sentence == "Do you want to commit these changes? (y/n)" })
    }
  }

  /// `exec` and `wait --for done`, one after the other, mean the turn that was just begun.
  @Test func waitingMeansTheTurnThatWasJustBegun() throws {
    try TestHome.with { home throws in
      try writeEcho(home)
      #expect(try home.reaches("a", "idle"))
      for number in 1...4 {
        try home.run("exec", "a", "task \(number)")
        #expect(try home.reaches("a", "done"))
        #expect(home.log("a").contains("did task \(number)"), "it was done before")
      }
    }
  }

  /// Spawns `a`, which takes a second for whatever it is sent.
  private func writeEcho(_ home: TestHome) throws {
    try home.write(".agentvm/profiles/echo.env", "PROFILE_CMD=\"cat\"\n")
    try home.write(
      ".agentvm/profiles/echo.status.yaml",
      """
      ready:
        all: ['^> *$']
      rules:
        - name: busy
          state: working
          last: 1
          any: ['^busy']
      """)
    try home.run(
      "spawn", "a", "-p", "echo", "--", "bash", "-c",
      """
      printf '> '; while read -r x; do echo busy; read -t 1 <> <(:); echo "did $x"; printf '> '; done
      """)
  }

  @Test func whatHasShownNothingYetIsStarting() throws {
    try TestHome.with { home throws in
      try home.write(".agentvm/profiles/late.env", "PROFILE_CMD=\"cat\"\n")
      try home.write(
        ".agentvm/profiles/late.status.yaml",
        "ready:\n  all: ['^> *$']\nrules: [{name: busy, state: working, any: ['^busy']}]\n")
      try home.run("spawn", "a", "-p", "late", "--", "bash", "-c", "read -r x; printf '> '; read x")
      #expect(try home.shown("a").state == "starting")
      #expect(try home.run("list", "-q", "-s", "starting").text == "a\n")
      try home.press("a", "Enter")
      #expect(home.shows("a", "idle"))
    }
  }

  /// One that was sent something and says nothing at all is not working for ever.
  @Test func silenceEndsWhatWasOnlyGuessed() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "m", "--", "bash", "-c", "stty -echo; while read -r x; do :; done")
      #expect(home.shows("m", "unknown"))
      try home.run("exec", "m", "x")
      #expect(home.shows("m", "working", within: 3))
      #expect(home.shows("m", "unknown"))
    }
  }

  @Test func aProgramTellsItsTerminal() throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "a", "--", "bash", "-c",
        #"stty -echo; echo up; while read -r x; do printf '\e]7501;state=%s\e\\' "$x"; done"#)
      #expect(home.wait { home.log("a").contains("up") })
      for (state, text) in [
        ("blocked:kind=question:msg=TWF5IEk/", "waiting/question"), ("working", "working"),
        ("blocked", "waiting"), ("idle", "done"),
      ] {
        try home.run("exec", "a", state)
        #expect(home.wait { home.log("a").contains("7501;state=\(state)\u{1B}") })
        #expect(home.shows("a", text, within: 2), "\(state)")
        let shown = try home.shown("a")
        // The word was known before; who said it first stays.
        if text != "working" { #expect(shown.source == "sequence") }
        if text == "waiting/question" { #expect(shown.sentence == "May I?") }
      }
      try home.run("exec", "a", "clear")
      #expect(home.wait { try home.shown("a").source != "sequence" })
    }
  }

  @Test func rulesOfTheUsersComeFirst() throws {
    try TestHome.with { home throws in
      try home.write(
        ".agentvm/profiles/demo.status.yaml",
        "rules: [{name: mine, state: failing/rate-limit, any: ['^demo>'], sentence: '^demo>'}]\n")
      try home.run("spawn", "demo", "-p", "demo")
      #expect(try home.reaches("demo", "failing"))
      let shown = try home.shown("demo")
      #expect(shown.text == "failing/rate-limit" && shown.rule == "mine")
      #expect(shown.sentence == "demo>")
    }
  }

  @Test(arguments: [
    ("rules: [", "not the YAML it should be"),
    ("rules: [{name: x, state: odd, all: [a]}]", "no such state, of the rule x"),
    ("rules: [{name: x, state: working, all: [a], last: -1}]", ""),
    ("rules: [{name: x, state: working, all: ['(']}]", "pattern"),
    ("hooks: {Stop: odd}", "no such state, of the hook Stop"),
  ])
  func brokenRulesAreRefused(_ text: String, _ reason: String) throws {
    try TestHome.with { home throws in
      try home.write(".agentvm/profiles/mine.env", "PROFILE_CMD=\"cat\"\n")
      try home.write(".agentvm/profiles/mine.status.yaml", text)
      let result = try home.run("spawn", "a", "-p", "mine")
      #expect(result.status == 1)
      let message = errors(result)
      #expect(
        message.hasPrefix("agentvm: ") && (reason.isEmpty || message.contains(reason)), "\(message)"
      )
      // It is the file that is wrong, not the host.
      #expect(message.contains("mine.status.yaml") && !message.contains("bwrap"), "\(message)")
      #expect(!home.exists(".agentvm/workspaces/a"))
    }
  }

  @Test func aRecordedScreenIsReadAsItWas() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "demo", "-p", "demo")
      #expect(try home.reaches("demo", "idle"))
      #expect(try home.run("status", "demo", "--record", "\(home.path)/a.case").status == 0)
      let text = home.read("a.case") ?? ""
      #expect(text.hasPrefix("profile: demo\nstate: ready\ntitle: "), "\(text)")
      #expect(text.contains("\n---\n") && text.hasSuffix("\ndemo>\n"), "\(text)")
      let check = try home.run("status", "--check", "\(home.path)/a.case")
      #expect(check.status == 0 && check.text.hasSuffix("all                     1 of 1\n"))
      try home.run("status", "demo", "--record", "\(home.path)/a.case", "--state", "working")
      let wrong = try home.run("status", "--check", "\(home.path)/a.case")
      #expect(wrong.status == 1 && wrong.text.hasSuffix("all                     0 of 1\n"))
      #expect(errors(wrong).contains("warn: working is read as ready: '\(home.path)/a.case'\n"))
    }
  }

  @Test func waitingForSeveralTellsOfEach() throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      for name in ["a", "b"] { try home.run("spawn", name, "-p", "mine") }
      try home.report("b", "Ask")
      let first = try home.run("wait", "a", "b", "--any", "--for", "waiting", "--timeout", "20")
      #expect(first.status == 0 && first.text == "b\n")
      let time = try home.run("wait", "a", "b", "--for", "waiting", "--timeout", "0.2")
      #expect(time.status == 2 && time.text == "b: waiting/permission\n")
      try home.report("a", "Ask")
      let both = try home.run("wait", "a", "b", "--for", "waiting,failing", "--timeout", "20")
      #expect(both.status == 0)
      #expect(
        Set(both.text.split(separator: "\n")) == ["a: waiting/permission", "b: waiting/permission"])
      try home.run("kill", "a")
      #expect(try home.run("wait", "a", "b", "--for", "done", "--timeout", "0.2").status == 2)
      let ended = try home.run("wait", "a", "--for", "done")
      #expect(ended.status == 1 && errors(ended) == "warn: it ended before, signal 15: 'a'\n")
    }
  }
}
