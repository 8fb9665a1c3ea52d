import AgentvmTestSupport
import Host
import Testing

/// What comes through the door of a sandbox: reports of hooks, and what else a program sends.
@Suite struct StatusReportTests {
  @Test func hooksReportByArgumentAndByInput() throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      try home.run(
        "spawn", "a", "-p", "mine", "--", "bash", "-c",
        #"""
        stage=/run/agentvm/stage
        echo up
        while read -r x; do
          case $x in
            input) echo '{"tool_name":"Bash","tool_input":{"command":"ls -l"}}' | $stage report Ask ;;
            argument) $stage report Ask '{"message":"May I?"}' ;;
            nothing) $stage report Ask </dev/null ;;
            terminal) $stage report Ask ;;
            *) $stage report "$x" '{}' ;;
          esac
          echo "$x: $?"
        done
        """#)
      #expect(home.wait { home.log("a").contains("up") })
      for (word, sentence) in [
        ("input", "Bash: ls -l"), ("argument", "May I?"), ("nothing", nil), ("terminal", nil),
      ] as [(String, String?)] {
        try home.run("exec", "a", word)
        #expect(home.wait { home.log("a").contains("\(word): 0") }, "\(home.log("a"))")
        #expect(home.shows("a", "waiting/permission"))
        let shown = try home.shown("a")
        #expect(shown.source == "hook" && shown.rule == "Ask" && shown.sentence == sentence)
        try home.report("a", "Go")
        #expect(home.shows("a", "working"))
      }
      try home.run("exec", "a", "Stop")
      #expect(home.shows("a", "done"))
      try home.run("exec", "a", "Odd")
      #expect(home.wait { home.log("a").contains("Odd: 0") })
      #expect(try home.shown("a").rule != "Odd")
    }
  }

  @Test(
    arguments: [
      (#"{"message":"plain"}"#, "plain"), (#"{"error":{"message":"deep"}}"#, "deep"),
      (#"{"error":"e"}"#, "e"),
      (#"{"tool_name":"Edit","tool_input":{"file_path":"/x"}}"#, "Edit: /x"),
      (#"{"tool_input":{"command":"ls"},"tool_name":"Bash"}"#, "Bash: ls"),
      (#"{"tool_name":"Odd","tool_input":{"other":1}}"#, "Odd"),
      (#"{"message":"a\n\tb \"q\" \\ / \u00e9 é"}"#, #"a b "q" \ / é é"#),
      (#"{"message":"\u001b[31mred\u202ex\u0000y"}"#, "[31mred x y"),
      (#"{"message":"cut sho"#, "cut sho"), (#"{"a":["message","no"],"message":"yes"}"#, "yes"),
      (#"{"a":{"message":"no"}}"#, nil), (#"{"message":7}"#, nil), ("[]", nil), ("junk", nil),
    ] as [(String, String?)])
  func saysWhatAPersonWouldRead(_ json: String, _ sentence: String?) throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      try home.run("spawn", "a", "-p", "mine")
      try home.report("a", "Ask", json)
      #expect(home.shows("a", "waiting/permission"))
      #expect(try home.shown("a").sentence == sentence)
    }
  }

  @Test func whatIsTooMuchHurtsNobody() throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      for name in ["a", "b"] { try home.run("spawn", name, "-p", "mine") }
      try home.report("b", "Ask", #"{"message":"b asks"}"#)
      #expect(home.shows("b", "waiting/permission"))
      let before = try home.run("list", "--json").text
      let (pids, told) = (Self.pids(before), try home.events(of: "b").count)
      let attacks = [
        "head -c 100000 /dev/zero | tr '\\0' x | $stage report Ask",
        "$stage report $(head -c 100000 /dev/zero | tr '\\0' x)",
        "$stage report Ask \"{\\\"message\\\":\\\"$(head -c 100000 /dev/zero | tr '\\0' x)\\\"}\"",
        "head -c 100000 /dev/urandom | $stage report Ask",
        "$stage report Ask \"$(head -c 50000 /dev/urandom | tr -d '\\0')\"",
        "printf '[%.0s' {1..100000} | $stage report Ask",
        "printf '{\"a\":%.0s' {1..100000} | $stage report Ask",
        "$stage report $'\\xff\\xfe'; $stage report $'a\\nb'; $stage report ''; $stage report",
        "head -c 3000000 /dev/zero | $stage report Ask",
        "for i in {1..10000}; do $stage report Other$i '{}'; done",
        "for i in {1..300}; do $stage report Go; $stage report Ask; done </dev/null",
      ]
      for attack in attacks {
        let result = try home.run(
          "exec", "--in", "a", "--", "bash", "-c", "stage=/run/agentvm/stage; \(attack)")
        #expect(result.status == 0, "\(attack)")
        #expect((try home.shown("a").sentence ?? "").count <= 200)
      }
      #expect(Self.pids(try home.run("list", "--json").text) == pids)
      try home.report("a", "Go")
      #expect(home.shows("a", "working"))
      try home.report("a", "Stop")
      #expect(home.shows("a", "done"))
      let b = try home.shown("b")
      #expect(b.text == "waiting/permission" && b.sentence == "b asks")
      #expect(try home.events(of: "b").count == told)
      try home.report("b", "Stop")
      #expect(home.shows("b", "idle"))
    }
  }

  private static func pids(_ list: String) -> [Substring] {
    list.split(separator: ",").filter { $0.hasPrefix("\"pid\":") }
  }

  /// No agent stumbles over a hook whose input nobody closes.
  @Test func aReportEndsThoughItsInputDoesNot() throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      try home.run("spawn", "a", "-p", "mine")
      let result = try home.run(
        "exec", "--in", "a", "--", "bash", "-c",
        "mkfifo f; exec 3<>f; timeout 10 /run/agentvm/stage report Ask <f; echo $?")
      #expect(result.text == "0\n")
      #expect(home.shows("a", "waiting/permission", within: 2))
    }
  }

  /// An agent that changes its mind without end makes no file that grows without end.
  @Test func whoNeverKeepsStillIsToldOfNowAndThen() throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "a", "--", "bash", "-c",
        #"""
        for i in {1..20000}; do
          printf '\e]7501;state=working\e\\\e]7501;state=blocked:msg=eA==\e\\'
        done
        read -r x; printf '\e]7501;state=idle\e\\'; read -r x
        """#)
      #expect(home.shows("a", "waiting"))
      try home.run("exec", "a", "go")
      #expect(home.shows("a", "done"))
      #expect(try home.events(of: "a").count < 200)
    }
  }
}
