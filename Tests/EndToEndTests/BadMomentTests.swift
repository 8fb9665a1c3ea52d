import AgentvmTestSupport
import Host
import Testing

import func Glibc.geteuid

/// Things that happen when they should not.
@Suite struct BadMomentTests {
  private func errors(_ completion: Completion) -> String {
    String(decoding: completion.errors, as: UTF8.self)
  }

  private func agentvm(_ home: TestHome) -> String { "\(TestHome.programs)/agentvm" }

  @Test(arguments: ["INT", "TERM", "HUP"])
  func anInterruptedRunLeavesNoAgent(_ signal: String) throws {
    try TestHome.with { home throws in
      let result = try home.tool(
        "/bin/bash", "-c",
        """
        \(agentvm(home)) run --name r -- bash -c 'echo up; sleep 300' >\(home.path)/out 2>/dev/null &
        pid=$!
        for i in $(seq 1 200); do grep -q up \(home.path)/out 2>/dev/null && break; read -t 0.05 <> <(:); done
        kill -\(signal) $pid; wait $pid; echo $?
        """)
      #expect(result.text == "130\n")
      #expect(try home.run("list", "-q").text == "")
    }
  }

  @Test func aReaderThatLeavesEndsTheRun() throws {
    try TestHome.with { home throws in
      let result = try home.tool(
        "/bin/bash", "-c",
        "\(agentvm(home)) run -- yes 2>/dev/null | head -n 2; echo ${PIPESTATUS[0]}")
      #expect(result.text == "y\ny\n141\n")
      #expect(try home.run("list", "-q").text == "")
      let full = try home.tool("/bin/sh", "-c", "\(agentvm(home)) help >/dev/full")
      #expect(full.status == 1)
    }
  }

  @Test func aFailedSpawnDeletesNobodysWork() throws {
    try TestHome.with { home throws in
      try home.run("run", "--keep", "--name", "d", "--", "touch", "work")
      let before = home.read(".agentvm/state/d.run")
      #expect(
        try home.run(["spawn", "d", "--", "cat"], input: "", ["AGENTVM_PANE_SIZE": "bad"]).status
          == 1)
      #expect(home.read(".agentvm/state/d.run") == before)
      try home.write(".agentvm/state/d.env", "")
      try home.write("bin/bwrap", "#!/bin/sh\nexit 1\n", permissions: 0o755)
      try home.tool("/bin/chmod", "0755", home.path)
      let failed = try home.run(
        ["spawn", "d", "--", "cat"], input: "", ["PATH": "\(home.path)/bin:/usr/bin:/bin"])
      #expect(failed.status == 1)
      #expect(home.exists(".agentvm/workspaces/d/work"))
      #expect(home.read(".agentvm/state/d.env") == "")
    }
  }

  @Test func waitWaitsForAnAgentThatIsJustStarting() throws {
    try TestHome.with { home throws in
      try home.write(
        ".agentvm/hooks/pre-spawn", "#!/bin/bash\nread -t 0.5 <> <(:); exit 0\n", permissions: 0o755
      )
      let result = try home.tool(
        "/bin/bash", "-c",
        """
        \(agentvm(home)) spawn w -- bash -c 'exit 9' >/dev/null 2>&1 &
        for i in $(seq 1 200); do [ -e \(home.root)/state/w.env ] && break; read -t 0.02 <> <(:); done
        \(agentvm(home)) wait w; echo $?; wait
        """)
      #expect(result.text == "9\n")
    }
  }

  @Test func whatAnAgentNamesAsItLikesCanBeRemoved() throws {
    try TestHome.with { home throws in
      let script =
        "touch $'\\xff\\n'; mkdir -p $(printf 'd/%.0s' $(seq 1 1200)); mkdir locked; touch locked/f; chmod 000 locked"
      try home.run("run", "--keep", "--name", "a", "--", "bash", "-c", script)
      let purge = try home.run("purge", "--force")
      #expect(purge.status == 0, "\(errors(purge))")
      #expect(!home.exists(".agentvm/workspaces/a"))
    }
  }

  @Test func anotherEtcDoesNotTouchTheRunning() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "bash", "-c", "while read -r line; do ls /etc | wc -l; done")
      try home.run("exec", "a", "x")
      #expect(home.wait { home.log("a").split(separator: "\r\n").count >= 2 })
      let before = home.log("a").split(separator: "\r\n").last
      try home.write(".agentvm/run/etc.1.mark", "stale")
      #expect(try home.run("run", "--", "cat", "/etc/hostname").text == "agentvm\n")
      try home.run("exec", "a", "y")
      #expect(home.wait { home.log("a").split(separator: "\r\n").count >= 4 })
      #expect(home.log("a").split(separator: "\r\n").last == before)
    }
  }

  @Test func concurrentSpawnsHaveUidsOfTheirOwn() throws {
    try TestHome.with { home throws in
      try home.tool(
        "/bin/bash", "-c",
        "for i in 1 2 3 4; do \(agentvm(home)) spawn u$i -- cat >/dev/null 2>&1 & done; wait")
      let uids = (1...4).compactMap { number in
        home.read(".agentvm/state/u\(number).env")?.split(separator: "\n").first {
          $0.hasPrefix("AGENT_UID=")
        }
      }
      #expect(try home.run("list", "-q", "-s", "running").text == "u1\nu2\nu3\nu4\n")
      #expect(Set(uids).count == (geteuid() == 0 ? 4 : 0))
    }
  }

  @Test func aRestartThatCannotBeIsRefusedBeforeAnythingEnds() throws {
    try TestHome.with { home throws in
      try home.write("source/file", "x")
      try home.run(
        "spawn", "a", "--from-dir", "\(home.path)/source", "--", "bash", "-c",
        "rm -f ~/.gitconfig; mkdir -p ~/.gitconfig/x; cat")
      try home.tool("/bin/rm", "-r", "\(home.path)/source")
      #expect(try home.run("restart", "a").status == 0)
      try home.write(".agentvm/profiles/p.env", "PROFILE_CMD=\(home.path)/tool\n")
      try home.write("tool", "#!/bin/sh\nexec cat\n", permissions: 0o755)
      try home.tool("/bin/chmod", "0755", home.path)
      #expect(try home.run("spawn", "b", "-p", "p").status == 0)
      try home.tool("/bin/rm", "\(home.path)/tool")
      #expect(try home.run("restart", "b").status == 1)
      #expect(try home.run("list", "-q", "-s", "running").text == "a\nb\n")
    }
  }

  @Test(arguments: [
    ["run", "--timeout", "nan", "--", "true"], ["wait", "a", "--timeout", "nan"],
    ["logs", "a", "-n", "9223372036854775807"], ["run", "--timeout", "1e400", "--", "true"],
    ["spawn", "b", "--ready-timeout", "9223372036854775807"],
  ])
  func numbersCrashNothing(_ arguments: [String]) throws {
    try TestHome.with { home throws in
      try home.run("run", "--keep", "--name", "a", "--", "true")
      #expect([0, 1].contains(try home.run(arguments).status))
    }
  }

  @Test(arguments: ["027", "077"])
  func anyUmaskWillDo(_ mask: String) throws {
    try TestHome.with { home throws in
      let result = try home.tool(
        "/bin/sh", "-c", "umask \(mask); \(agentvm(home)) run -- sh -c umask 2>/dev/null")
      #expect(result.text == "0022\n")
    }
  }

  @Test func promptsThatAreNoneAreRefusedFirst() throws {
    try TestHome.with { home throws in
      try home.write("empty", " \n")
      let result = try home.run("spawn", "a", "-P", "\(home.path)/empty", "--", "cat")
      #expect(result.status == 1)
      #expect(errors(result).contains("the prompt file is empty"))
      #expect(!home.exists(".agentvm/workspaces/a"))
    }
  }

  @Test(arguments: ["", "AGENT_SANDBOX=macos\n", "AGENT_SANDBOX=\n"])
  func onlyTheFlagTakesTheSandboxAway(_ line: String) throws {
    try TestHome.with { home throws in
      try home.run("run", "--keep", "--name", "a", "--", "cat", "/proc/sys/kernel/hostname")
      let state = (home.read(".agentvm/state/a.env") ?? "").split(separator: "\n").filter {
        !$0.hasPrefix("AGENT_SANDBOX=") && !$0.hasPrefix("AGENT_UID=")
      }
      try home.write(
        ".agentvm/state/a.env", state.joined(separator: "\n") + "\nAGENT_UID=0\n" + line)
      try home.run("restart", "a")
      try home.run("wait", "a")
      #expect(try home.run("logs", "a").text == "agentvm\n")
      if geteuid() == 0 {
        #expect(home.read(".agentvm/state/a.env")?.contains("AGENT_UID=0\n") == false)
      }
    }
  }

  @Test func whoFollowsALogThatIsCutSeesNothingTwice() throws {
    try TestHome.with { home throws in
      try home.write(".agentvm/config", "AGENTVM_LOG_LIMIT=300000\n")
      try home.run(
        "spawn", "a", "--", "bash", "-c",
        "read x; for i in $(seq 1 20); do seq $((i*10000)) $((i*10000+9999)); read -t 0.05 <> <(:); done"
      )
      let follow = try home.tool(
        "/bin/bash", "-c",
        "\(agentvm(home)) logs a -f & \(agentvm(home)) exec a go; wait")
      let numbers = follow.text.split(separator: "\n").compactMap { Int($0) }.filter { $0 >= 10000 }
      #expect(numbers.count > 1000)
      #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
      #expect(home.read(".agentvm/state/a.run")?.contains("RUN_LOG_CUT=") == true)
    }
  }

  @Test func aHeadlessRunWhosePromptFailsEnds() throws {
    try TestHome.with { home throws in
      try home.write(".agentvm/profiles/deaf.env", "PROFILE_CMD=\"cat\"\n")
      try home.write(".agentvm/profiles/deaf.status.yaml", "ready:\n  all: ['never']\n")
      try home.write("task.md", "x")
      let result = try home.run(
        "run", "-p", "deaf", "-P", "\(home.path)/task.md", "--ready-timeout", "1", "--timeout", "30"
      )
      #expect(result.status != 0 && result.status != 124)
      #expect(errors(result).contains("was not delivered"))
    }
  }

  @Test func aSessionInTheWayStopsNobody() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "x", "--", "cat")
      try home.tmux("new-session", "-d", "-s", "agentvm-c-2", "cat")
      let result = try home.run("swarm", "c", "3", "--", "cat")
      #expect(result.status == 0, "\(errors(result))")
      #expect(try home.run("list", "-q", "-s", "running").text == "c-1\nc-2\nc-3\nx\n")
    }
  }

  @Test func textsSentAtOnceAreNotMixedUp() throws {
    try TestHome.with { home throws in
      try home.run("swarm", "a", "4", "--", "cat")
      let sent = try home.tool(
        "/bin/bash", "-c",
        "for i in 1 2 3 4; do (for n in 1 2 3; do \(agentvm(home)) exec a-$i text-$i-$n || echo failed; done) & done; wait"
      )
      #expect(sent.text == "")
      for number in 1...4 {
        #expect(home.wait { home.log("a-\(number)").contains("text-\(number)-3") })
        let others = (1...4).filter { $0 != number }
        #expect(!others.contains { home.log("a-\(number)").contains("text-\($0)-") })
      }
    }
  }

  @Test func aPromptThatIsGoneKeepsNobodyFromARestart() throws {
    try TestHome.with { home throws in
      try home.write("task.md", "x")
      try home.run("spawn", "a", "-P", "\(home.path)/task.md", "--", "cat")
      try home.tool("/bin/rm", "\(home.path)/task.md")
      #expect(try home.run("restart", "a").status == 0)
    }
  }

  @Test func aSpawnOverADeadAgentChecksItsSource() throws {
    try TestHome.with { home throws in
      try home.run("run", "--keep", "--name", "d", "--", "touch", "work")
      #expect(try home.run("spawn", "d", "--from-dir", "/no/such/dir", "--", "cat").status == 1)
      #expect(try home.run("spawn", "d", "--from-git", home.path, "--", "cat").status == 1)
      #expect(home.exists(".agentvm/workspaces/d/work"))
    }
  }

  /// A copy is whole, or there is none; and the name is free again.
  @Test func aCloneThatIsKilledIsNoAgent() throws {
    try TestHome.with { home throws in
      let script = #"""
        mkdir src; for n in $(seq 1500); do echo $n >src/$n; done
        "$0" spawn a --no-wait --from-dir src -- true >/dev/null; "$0" wait a >/dev/null
        for pause in 0.01 0.03 0.06 0.1; do
          timeout -s KILL $pause "$0" clone a b >/dev/null
          if "$0" info b >/dev/null 2>&1; then ls "$AGENTVM_HOME/workspaces/b" | wc -l; "$0" clean -f >/dev/null; break; fi
        done
        "$0" info a >/dev/null 2>&1 || { "$0" spawn a --no-wait --from-dir src -- true >/dev/null; "$0" wait a >/dev/null; }
        "$0" clone a c >/dev/null; echo "status $?"; ls "$AGENTVM_HOME/workspaces/c" | wc -l
        timeout -s KILL 0.02 "$0" clone a d; "$0" purge -f >/dev/null; ls -A "$AGENTVM_HOME/workspaces" "$AGENTVM_HOME/homes" | grep -c unfinished
        """#
      let result = try home.tool("/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      let lines = result.text.split(separator: "\n").map(String.init)
      #expect(lines.suffix(3) == ["status 0", "1500", "0"], "\(result.text) \(result.errorText)")
      #expect(lines.dropLast(3).allSatisfy { $0 == "1500" })
    }
  }

  /// What an agent has made is somebody's work, also when a new one of its name is to begin with a folder.
  @Test func aDeadAgentsWorkIsNotWrittenOver() throws {
    try TestHome.with { home throws in
      try home.write("src/file", "new\n")
      _ = try home.run("run", "--keep", "--name", "a", "--", "sh", "-c", "echo old >file")
      let again = try home.run("spawn", "a", "--from-dir", "\(home.path)/src", "--", "true")
      #expect(again.status == 1 && again.errorText.contains("the agent's workspace is not empty"))
      #expect(home.read("\(home.name)/workspaces/a/file") == "old\n")
    }
  }
}
