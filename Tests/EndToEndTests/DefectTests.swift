import AgentvmTestSupport
import Host
import Testing

/// What the original did wrong, each under its number, seen from the outside.
@Suite struct DefectTests {
  private func errors(_ completion: Completion) -> String {
    String(decoding: completion.errors, as: UTF8.self)
  }

  @Test("D1") func d1CommandsAreWordsNotShell() throws {
    try TestHome.with { home throws in
      let marker = "\(home.path)/escaped"
      try home.run("run", "--", "sh", "-c", "true; id -u >\(marker)")
      #expect(!home.exists("escaped"))
      #expect(
        try home.run("run", "--", "printf", "[%s]\\n", "a b", "$HOME", "x;y").text
          == "[a b]\n[$HOME]\n[x;y]\n")
    }
  }

  @Test("D2") func d2KillKillsTheWholeTree() throws {
    try TestHome.with { home throws in
      let marker = "D2-\(home.path)"
      try home.run(
        "spawn", "a", "--", "bash", "-c",
        "setsid bash -c 'trap \"\" HUP TERM; while :; do read -t 1 <> <(:); done' \(marker) & cat")
      #expect(home.wait { home.processes(with: marker) >= 2 })
      #expect(try home.run("kill", "a").status == 0)
      #expect(Until.true(seconds: 1) { home.processes(with: marker) == 0 })
    }
  }

  @Test("D2", arguments: ["-9 supervisor", "tmux server"])
  func d2NothingOutlivesItsSupervisor(_ what: String) throws {
    try TestHome.with { home throws in
      let marker = "D2b-\(home.path)"
      try home.run(
        "spawn", "a", "--", "bash", "-c",
        "setsid sleep 300 \(marker) 2>/dev/null; exec -a \(marker) cat")
      try home.run(
        "spawn", "b", "--", "bash", "-c", "(exec -a \(marker) sleep 300) & exec -a \(marker) cat")
      #expect(home.wait { home.processes(with: marker) >= 2 })
      if what == "tmux server" {
        try home.tmux("kill-server")
      } else {
        for name in ["a", "b"] {
          let pid = try home.run("list", "--json").text.components(name)
          try home.tool("/bin/kill", "-9", pid)
        }
      }
      #expect(Until.true(seconds: 1.5) { home.processes(with: marker) == 0 })
      #expect(home.wait { (try? home.run("list", "-q", "-s", "running").text) == "" })
    }
  }

  @Test("D3") func d3HomesBelowTemporaryFoldersWork() throws {
    try TestHome.with { home throws in
      #expect(home.root.hasPrefix("/tmp/"))
      #expect(try home.run("run", "--", "pwd").text.hasPrefix("\(home.root)/workspaces/run-"))
      let other = "/var/tmp/\(home.path.dropFirst(5))"
      let result = try home.run(["run", "--", "pwd"], input: "", ["AGENTVM_HOME": other])
      #expect(result.text.hasPrefix("\(other)/workspaces/run-"))
      try home.tool("/bin/rm", "-rf", other)
    }
  }

  @Test("D4") func d4NamesAreExact() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "w", "--", "true")
      try home.run("spawn", "w-1", "--", "cat")
      try home.run("wait", "w")
      let killed = try home.run("kill", "w")
      #expect(killed.status == 0)
      #expect(errors(killed).contains("already dead"))
      #expect(try home.run("exec", "w", "x").status == 1)
      #expect(try home.run("list", "-q", "-s", "running").text == "w-1\n")
      try home.run("spawn", "p-1", "--", "cat")
      try home.run("spawn", "p", "--", "cat")
      #expect(try home.run("list", "-q", "-s", "running").text == "p\np-1\nw-1\n")
    }
  }

  @Test("D5") func d5HomesDoNotMeet() throws {
    try TestHome.with { first throws in
      try TestHome.with { second throws in
        for home in [first, second] { try home.run("spawn", "dup", "--", "cat") }
        try first.run("spawn", "grid", "--", "cat")
        try first.run("purge", "--force")
        #expect(try second.run("list", "-q", "-s", "running").text == "dup\n")
      }
    }
  }

  @Test("D6") func d6BrokenStateEndsNothingElse() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "b", "--", "cat")
      try home.write(".agentvm/state/x.env", "")
      let list = try home.run("list")
      #expect(list.status == 0)
      #expect(list.text.contains("b  "))
      #expect(errors(list).contains("x.env"))
      #expect(try home.run("clean").status == 0)
      #expect(try home.run("list", "-q", "-s", "running").text == "b\n")
    }
  }

  @Test("D7") func d7SpawningWritesThroughNoLink() throws {
    try TestHome.with { home throws in
      try home.write("victim", "precious")
      try home.run(
        "run", "--name", "a", "--keep", "--", "bash", "-c",
        "rm -f ~/.gitconfig; ln -s \(home.path)/victim ~/.gitconfig")
      try home.run("restart", "a")
      #expect(home.read("victim") == "precious")
    }
  }

  @Test("D8") func d8FilesAreData() throws {
    try TestHome.with { home throws in
      let marker = "\(home.path)/executed"
      try home.run("run", "--keep", "--name", "a", "--", "true")
      for file in ["state/b.env", "env", "config", "profiles/p.env"] {
        try home.write(
          ".agentvm/\(file)", "touch \(marker)\nX=$(touch \(marker))\nPROFILE_CMD=true\n")
      }
      for arguments in [
        ["list"], ["env", "list"], ["profiles"], ["spawn", "c", "-p", "p"], ["purge", "-f"],
        ["spawn", "d", "-p", "../../../tmp/x"],
        ["wait", "a", "--timeout", "HOME[$(touch \(marker))]"],
      ] { try home.run(arguments) }
      #expect(!home.exists("executed"))
    }
  }

  @Test("D9") func d9TheFirstByteIsInTheLog() throws {
    try TestHome.with { home throws in
      for _ in 0..<24 { #expect(try home.run("run", "--", "echo", "X").text == "X\n") }
      let numbers = (1...50_000).map(String.init).joined(separator: "\n") + "\n"
      #expect(try home.run("run", "--", "seq", "1", "50000").text == numbers)
    }
  }

  @Test("D10") func d10ReadingLogsLosesNothing() throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "a", "--", "bash", "-c", "for i in $(seq 1 3000); do echo line $i; done; read")
      for _ in 0..<40 { try home.run("logs", "a", "-n", "5") }
      #expect(home.wait { home.log("a").contains("line 3000\r\n") })
      #expect(home.log("a").split(separator: "\r\n").count == 3000)
    }
  }

  @Test("D11") func d11AFailedRestartLosesNothing() throws {
    try TestHome.with { home throws in
      try home.write(".agentvm/profiles/mine.env", "PROFILE_CMD=cat\n")
      try home.run("spawn", "a", "-p", "mine", "-t", "a=b,c")
      try home.tool("/bin/rm", "\(home.root)/profiles/mine.env")
      let restart = try home.run("restart", "a")
      #expect(restart.status == 1)
      #expect(errors(restart).contains("no such profile: 'mine'"))
      #expect(try home.run("list", "-q", "-t", "a=b,c", "-s", "running").text == "a\n")
      try home.write(".agentvm/profiles/mine.env", "PROFILE_CMD=cat\n")
      #expect(try home.run("restart", "a").status == 0)
      #expect(try home.run("list", "-q", "-t", "a=b,c", "-s", "running").text == "a\n")
    }
  }

  @Test("D12") func d12NobodysWorkIsDeletedUnasked() throws {
    try TestHome.with { home throws in
      try home.run("run", "--name", "a", "--keep", "--", "touch", "work")
      #expect(try home.run("run", "--name", "a", "--", "true").status == 1)
      #expect(home.exists(".agentvm/workspaces/a/work"))
      let failed = try home.run("spawn", "g", "--from-git", "\(home.path)/no-such-repository")
      #expect(failed.status == 1)
      for folder in ["workspaces/g", "homes/g", "state/g.env"] {
        #expect(!home.exists(".agentvm/\(folder)"))
      }
      #expect(try home.run("spawn", "i", "--gitlawb", "--", "true").status == 1)
      #expect(!home.exists(".agentvm/workspaces/i"))
    }
  }

  @Test("D13") func d13EditingEnvLosesNothing() throws {
    try TestHome.with { home throws in
      try home.write(".agentvm/env", "export A=1\nB=last line")
      try home.run("env", "set", "C=a value $(id) 'q'")
      #expect(try home.run("env", "get", "A").text == "1\n")
      #expect(try home.run("env", "get", "B").text == "last line\n")
      #expect(try home.run("env", "get", "C").text == "a value $(id) 'q'\n")
      try home.run("env", "set", "A", "2")
      try home.run("env", "unset", "B")
      #expect(home.read(".agentvm/env") == "A=2\nC='a value $(id) '\\''q'\\'''\n")
      #expect(try home.run("list").status == 0)
    }
  }

  @Test("D15") func d15ProgramsAreFoundWherePeopleInstallThem() throws {
    try TestHome.with { home throws in
      try home.write(
        ".local/share/tool/bin/tool", "#!/bin/bash\necho found at $0\n", permissions: 0o755)
      try home.write(".local/bin/.keep", "")
      try home.tool("/bin/ln", "-s", "../share/tool/bin/tool", "\(home.path)/.local/bin/tool")
      try home.write(".agentvm/profiles/tool.env", "PROFILE_CMD=tool\n")
      try home.tool("/bin/chmod", "0755", home.path)
      let result = try home.run("run", "-p", "tool")
      #expect(result.text == "found at \(home.path)/.local/share/tool/bin/tool\n")
      #expect(try home.run("profiles").text.contains("● tool"))
    }
  }

  @Test("D18") func d18SwarmTakesItsWordsInAnyOrder() throws {
    try TestHome.with { home throws in
      #expect(
        try home.run("swarm", "a", "2", "--no-gitlawb", "-t", "k=v", "--", "cat", "-u").status == 0)
      #expect(try home.run("swarm", "-n", "2", "b", "--no-gitlawb", "--", "cat").status == 0)
      #expect(try home.run("list", "-q", "-s", "running").text == "a-1\na-2\nb-1\nb-2\n")
      #expect(try home.run("list", "-q", "-t", "k=v").text == "a-1\na-2\n")
      let wrong = try home.run("swarm", "c", "x")
      #expect(wrong.status == 1)
      #expect(
        errors(wrong)
          == "agentvm: the count is a whole number from 1 to 1000: 'x'\ntry: agentvm help swarm\n")
      #expect(try home.run("swarm", "c").status == 1)
    }
  }

  @Test("D19") func d19JobControlWorks() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a")
      #expect(home.wait { home.log("a").contains("$ ") })
      try home.run("exec", "a", "sleep 31337")
      #expect(home.wait { home.processes(with: "sleep\u{0}31337") > 0 })
      try home.press("a", "C-c")
      // Its prompt comes back.
      #expect(
        home.wait { home.log("a").contains("^C") && home.log("a").hasPrompt(after: "^C") })
      try home.run("exec", "a", "echo status=$?; cat")
      #expect(home.wait { home.log("a").contains("status=130") }, "\(home.log("a"))")
      try home.press("a", "C-z")
      #expect(home.wait { home.log("a").contains("Stopped") })
      try home.run("exec", "a", "stty size; exit 7")
      #expect(home.wait { home.log("a").contains("40 120") })
      // With a stopped job bash asks once before it exits.
      try home.run("exec", "a", "exit 7")
      #expect(try home.run("wait", "a", "--timeout", "20").status == 7)
    }
  }

  @Test("D20") func d20NewKeysReachNewAgents() throws {
    try TestHome.with { home throws in
      try home.write(
        ".agentvm/profiles/p.env", "PROFILE_CMD=\"env\"\nPROFILE_ENV_VARS=MY_KEY:MY_OTHER\n")
      try home.run("spawn", "first", "--", "cat")
      try home.run("env", "set", "MY_KEY=late")
      let result = try home.run(
        ["run", "-p", "p"], input: "", ["MY_OTHER": "caller", "MY_THIRD": "no"])
      #expect(result.text.contains("MY_KEY=late\n"))
      #expect(result.text.contains("MY_OTHER=caller\n"))
      #expect(!result.text.contains("MY_THIRD"))
    }
  }

  @Test("D22") func d22LongTextArrivesWhole() throws {
    try TestHome.with { home throws in
      let text = (1...4000).map { "line \($0)" }.joined(separator: "\n")
      try home.write("text", text + "\n")
      try home.run(
        "spawn", "a", "--", "bash", "-c",
        "stty raw -echo; echo ready; head -c \(text.utf8.count) | md5sum; read")
      #expect(home.wait { home.log("a").contains("ready") })
      #expect(try home.run("send", "a", "\(home.path)/text").status == 0)
      try home.write("expected", text)
      let sum = try home.tool("/usr/bin/md5sum", "\(home.path)/expected").text.prefix(32)
      #expect(home.wait { home.log("a").contains(sum) })
    }
  }

  @Test("D22") func d22InnerNewlinesStayInOnePaste() throws {
    try TestHome.with { home throws in
      let text = "one\ntwo ; #{x} $HOME"
      let count = text.utf8.count + 13
      try home.run(
        "spawn", "a", "--", "bash", "-c",
        "stty raw -echo; printf '\\e[?2004hready'; head -c \(count) | cat -v; echo; read")
      #expect(home.wait { home.log("a").contains("ready") })
      try home.write("two", text + "\n")
      try home.run("send", "a", "\(home.path)/two")
      #expect(home.wait { home.log("a").contains("^[[200~one\ntwo ; #{x} $HOME^[[201~^M") })
    }
  }

  @Test("D25", arguments: ["with space", "it's", "#{x}%H", ".agentvm"])
  func d25HomesMayBeNamedAsTheyLike(_ name: String) throws {
    try TestHome.with(name) { home throws in
      #expect(try home.run("run", "--", "echo", "ok").text == "ok\n")
      let relative = try home.run(
        ["run", "--", "echo", "ok"], input: "", ["AGENTVM_HOME": "./\(name)"], directory: home.path)
      #expect(relative.text == "ok\n")
    }
  }

  @Test("D25") func d25OutputIsAlwaysJSONAndUsageErrorsAreClear() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "-t", "k=a\u{1}\"\\b\n", "--", "cat")
      let json = try home.run("list", "--json").text
      #expect(json.contains(#""tags":"k=a\u0001\"\\b\n""#))
      #expect(try home.run("list", "-q", "--json").text == "[\"a\"]\n")
      for arguments in [
        ["spawn"], ["spawn", "x", "-p"], ["logs", "a", "-n"], ["wait", "a", "--timeout", "abc"],
        ["list", "--frob"],
      ] {
        let result = try home.run(arguments)
        #expect(result.status == 1, "\(arguments)")
        #expect(errors(result).hasPrefix("agentvm: "), "\(arguments)")
        #expect(errors(result).split(separator: "\n").count == 2, "\(errors(result))")
      }
    }
  }

  @Test("D26") func d26TheUsersTmuxConfigurationDoesNotCount() throws {
    try TestHome.with { home throws in
      try home.write(".tmux.conf", "set -g remain-on-exit on\nset -g destroy-unattached on\n")
      #expect(try home.run("run", "--timeout", "15", "--", "echo", "ok").text == "ok\n")
      try home.run("spawn", "a", "--", "cat")
      #expect(try home.run("list", "-q", "-s", "running").text == "a\n")
    }
  }

  @Test("D27") func d27OneOfManyWins() async throws {
    let errors = try TestHome.with { home throws in
      for round in 1...5 {
        let command =
          "for i in 1 2 3; do \(TestHome.programs)/agentvm spawn same-\(round) -- cat >/dev/null 2>>\(home.path)/errors & pids=\"$pids $!\"; done; n=0; for p in $pids; do wait $p && n=$((n+1)); done; echo $n"
        #expect(try home.tool("/bin/bash", "-c", command).text == "1\n")
      }
      return home.read("errors") ?? ""
    }
    let lines = errors.split(separator: "\n").filter { $0.hasPrefix("agentvm:") }
    #expect(lines.count == 10)
    #expect(
      lines.allSatisfy { $0.contains("already running") || $0.contains("another command") })
  }
}

extension String {
  /// The pid of an agent in the JSON of `list`.
  fileprivate func components(_ name: String) -> String {
    let object = split(separator: "{").first { $0.contains("\"name\":\"\(name)\"") } ?? ""
    let rest = object.split(separator: ",").first { $0.hasPrefix("\"pid\":") } ?? "0"
    return String(rest.drop { !$0.isNumber })
  }

  /// Whether a shell's prompt follows the last `text`.
  fileprivate func hasPrompt(after text: String) -> Bool {
    split(separator: text, omittingEmptySubsequences: false).last?.contains("$ ") ?? false
  }
}
