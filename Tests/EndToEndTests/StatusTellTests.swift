import AgentvmTestSupport
import Host
import Testing

/// Who is told of a change: the events, the user's hook, a person.
@Suite struct StatusTellTests {
  private static let nasty = #"$(touch @/x) `touch @/x`; \"q\" 'r'\n\nnext"#

  /// A report's JSON with everything in it that a shell would take for its own.
  private func nasty(_ home: TestHome) -> String {
    #"{"message":"\#(Self.nasty.replacing("@", with: home.path))"}"#
  }

  /// How it is shown.
  private func shown(_ home: TestHome) -> String {
    "$(touch \(home.path)/x) `touch \(home.path)/x`; \"q\" 'r' next"
  }

  @Test func theHookIsCalledWithDataOnly() throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      try home.writeTeller(".agentvm/hooks/on-status")
      try home.run("spawn", "a", "-p", "mine")
      #expect(home.wait { home.told.contains("[a][starting][working][]") }, "\(home.told)")
      try home.report("a", "Ask", nasty(home))
      let asks = "[a][working][waiting/permission][\(shown(home))]"
      #expect(home.wait { home.told.contains(asks) }, "\(home.told)")
      try home.report("a", "Stop")
      #expect(home.wait { home.told.contains("[a][waiting/permission][idle][]") }, "\(home.told)")
      try home.run("kill", "a")
      #expect(home.wait { home.told.contains("[a][idle][dead][signal 15]") }, "\(home.told)")
      #expect(home.told.count == 4)
      #expect(!home.exists("x"))
      // The same is in the events, a line each.
      let events = try home.events(of: "a")
      #expect(events.map(\.new) == ["working", "waiting/permission", "idle", "dead"])
      #expect(events[1].sentence == shown(home))
    }
  }

  @Test func theHookKnowsItsHome() throws {
    try TestHome.with { home throws in
      try home.write(
        ".agentvm/hooks/on-status",
        "#!/bin/bash\necho \"$AGENTVM_HOME\" >>'\(home.path)/told'\nexec '\(TestHome.programs)/agentvm' "
          + "root >>'\(home.path)/told'\n", permissions: 0o755)
      try home.run("spawn", "a", "--", "cat")
      #expect(home.wait { Array(home.told.prefix(2)) == [home.root, home.root] }, "\(home.told)")
    }
  }

  /// The end is told also when the hook is still busy with what was before.
  @Test func theEndIsNeverMissed() throws {
    try TestHome.with { home throws in
      try home.writeTeller(".agentvm/hooks/on-status", "[ \"$3\" = dead ] || read -t 2 <> <(:)")
      try home.run("spawn", "a", "--", "bash", "-c", "read -t 0.5 <> <(:); exit 3")
      try home.run("wait", "a")
      #expect(
        home.wait { home.told.last?.hasSuffix("[dead][exit status 3]") == true }, "\(home.told)")
    }
  }

  @Test func aPersonIsToldOncePerChange() throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      try home.writeTeller("tell")
      try home.run("config", "set", "AGENTVM_NOTIFY=\(home.path)/tell first 'two words'")
      try home.run("spawn", "a", "-p", "mine")
      try home.report("a", "Go")
      #expect(home.shows("a", "working"))
      try home.report("a", "Ask", nasty(home))
      let first = "[first][two words][a][working][waiting/permission][\(shown(home))]"
      #expect(home.wait { home.told == [first] }, "\(home.told)")
      // Other words for the same are no change.
      try home.report("a", "Ask", #"{"message":"another"}"#)
      #expect(home.wait { try home.shown("a").sentence == "another" })
      try home.report("a", "Go")
      #expect(home.shows("a", "working"))
      try home.report("a", "Ask", #"{"message":"again"}"#)
      let again = "[first][two words][a][working][waiting/permission][again]"
      #expect(home.wait { home.told.count > 1 })
      // An end that was asked for is no news.
      try home.run("kill", "a")
      #expect(home.told == [first, again], "\(home.told)")
      #expect(!home.exists("x"))
    }
  }

  /// Each is one call of the notifier: the new state, what it says, the settings, and whether a
  /// person is told.
  @Test(
    arguments: [
      ("waiting/permission", "x", [:], true), ("waiting", "", [:], true),
      ("failing/authentication", "x", [:], true), ("failing/retrying", "x", [:], false),
      ("dead", "exit status 1", [:], true), ("done", "", [:], false),
      ("working", "", [:], false),
      ("done", "", ["AGENTVM_NOTIFY_ON": "done"], true),
      ("waiting", "", ["AGENTVM_NOTIFY_ON": "done"], false),
      ("odd", "", ["AGENTVM_NOTIFY_ON": "done"], false),
      ("waiting", "x", ["AGENTVM_NOTIFY": "bell"], false),
      ("waiting", "--help", [:], true), ("waiting", "--", [:], true),
    ] as [(String, String, [String: String], Bool)])
  func onlyWhatIsWantedIsTold(
    _ state: String, _ sentence: String, _ settings: [String: String], _ isTold: Bool
  ) throws {
    try TestHome.with { home throws in
      try home.writeTeller("tell")
      try home.run("config", "set", "AGENTVM_NOTIFY=\(home.path)/tell")
      for (name, value) in settings { try home.run("config", "set", "\(name)=\(value)") }
      #expect(try home.run("__notify", "a", "working", state, sentence).status == 0)
      #expect(home.told == (isTold ? ["[a][working][\(state)][\(sentence)]"] : []))
    }
  }

  /// An end that went well, or that somebody asked for, is no news.
  @Test func whoIsSeenToEndBadlyIsTold() throws {
    try TestHome.with { home throws in
      try home.writeTeller("tell")
      try home.run("config", "set", "AGENTVM_NOTIFY=\(home.path)/tell")
      for (name, command) in [("well", "true"), ("asked", "exec sleep 100"), ("badly", "exit 3")] {
        _ = try home.run("spawn", name, "--no-wait", "--", "sh", "-c", command)
        if name == "asked" { try home.run("kill", name) }
        try home.run("wait", name)
      }
      #expect(home.wait { home.told.contains { $0.hasPrefix("[badly]") } })
      #expect(home.told.allSatisfy { $0.hasPrefix("[badly]") }, "\(home.told)")
    }
  }

  /// Hours around now, and hours that are not now; also over midnight.
  @Test(arguments: [
    ("-1 hour", "+1 hour", false), ("+1 hour", "+2 hours", true), ("+1 hour", "-1 hour", true),
    ("-2 hours", "-1 hour", true),
  ])
  func quietHoursAreQuiet(_ from: String, _ end: String, _ isTold: Bool) throws {
    try TestHome.with { home throws in
      func clock(_ time: String) throws -> String {
        try String(home.tool("/bin/date", "-d", time, "+%H:%M").text.prefix(5))
      }
      try home.writeTeller("tell")
      try home.run("config", "set", "AGENTVM_NOTIFY=\(home.path)/tell")
      let hours = try "\(clock(from))-\(clock(end))"
      #expect(try home.run("config", "set", "AGENTVM_QUIET_HOURS=\(hours)").status == 0)
      try home.run("__notify", "a", "working", "waiting", "x")
      #expect(home.told.isEmpty == !isTold, "\(hours)")
    }
  }

  @Test func anotherNameGoesOn() throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      try home.writeTeller(".agentvm/hooks/on-status")
      try home.run("spawn", "old", "-p", "mine")
      #expect(home.shows("old", "working"))
      try home.run("rename", "old", "new")
      try home.report("new", "Ask")
      #expect(try home.reaches("new", "waiting"))
      #expect(home.wait { home.told.contains("[new][working][waiting/permission][]") })
      let event = try home.events(of: "new").last
      #expect(event?.old == "working" && event?.new == "waiting/permission")
      #expect(try home.events(of: "old").map(\.new) == ["working"])
    }
  }

  @Test func eventsAreFollowedUntilASignal() throws {
    try TestHome.with { home throws in
      try home.writeHooks()
      try home.run("spawn", "a", "-p", "mine")
      #expect(home.shows("a", "working"))
      let script = """
        agentvm='\(TestHome.programs)/agentvm'
        $agentvm events -f >'\(home.path)/followed' 2>&1 & follower=$!
        for i in {1..50}; do
          for change in 'Ask waiting' 'Go working'; do
            set -- $change
            $agentvm exec --in a -- /run/agentvm/stage report $1 '{}'
            $agentvm wait a --for $2 --timeout 20
          done
          (($(wc -l <'\(home.path)/followed') >= 2)) && break
        done
        kill -TERM $follower
        wait $follower
        echo "ended with $?"
        """
      let result = try home.tool("/bin/bash", "-c", script)
      #expect(result.text == "ended with 0\n")
      let lines = (home.read("followed") ?? "").split(separator: "\n").map {
        $0.split(separator: " ").map(String.init)
      }
      #expect(lines.count >= 2)
      #expect(lines.allSatisfy { $0.count == 4 && $0[1] == "a" }, "\(lines)")
      #expect(zip(lines, lines.dropFirst()).allSatisfy { $0[3] == $1[2] }, "\(lines)")
    }
  }
}
