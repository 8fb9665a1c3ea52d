import AgentvmTestSupport
import Glibc
import Host
import Testing

/// What the original did wrong in the verbs around its agents, each under its number.
@Suite struct VerbDefectTests {
  private func errors(_ completion: Completion) -> String {
    String(decoding: completion.errors, as: UTF8.self)
  }

  /// A repository with everything in it that git executes on a plain `status` or `diff`.
  private static let hostileRepository = """
    git init -q . && echo one >a && git add a && git commit -qm one && echo two >>a && echo new >b
    printf '#!/bin/sh\\ntouch "%s"\\ncat\\n' "$1" >evil && chmod +x evil && cp evil .git/evil
    evil=$PWD/.git/evil
    git config core.fsmonitor "$evil"; git config core.hooksPath "$PWD/.git"
    cp evil .git/post-index-change; git config filter.x.clean "$evil"
    git config filter.x.process "$evil"; git config diff.external "$evil"
    git config diff.y.textconv "$evil"; git config diff.y.command "$evil"
    git config include.path "$evil"; git config core.pager "$evil"; git config gpg.program "$evil"
    printf '* filter=x diff=y\\n' >.gitattributes; printf '* filter=x diff=y\\n' >.git/info/attributes
    """

  @Test("D7") func d7DiffExecutesNothingOfTheAgents() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "cat")
      let marker = "\(home.path)/escaped"
      // The path can't be written from inside: were git run on the host, it could.
      let made = try home.run(
        "exec", "--in", "a", "--", "sh", "-c", Self.hostileRepository, "sh", marker)
      #expect(made.status == 0, "\(errors(made))")
      let diff = try home.run("diff", "a")
      #expect(diff.status == 0, "\(errors(diff))")
      #expect(!home.exists("escaped"))
      for part in [" M a\n", "?? b\n", "+two\n", "+new\n", "+* filter=x diff=y\n"] {
        #expect(diff.text.contains(part), "\(diff.text)")
      }
    }
  }

  @Test("D7") func d7DiffShowsNothingOfTheHosts() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "cat")
      try home.tool("/usr/bin/git", "init", "-q", "\(home.path)/mine")
      try home.write("mine/secret", "the secret\n")
      try home.tool(
        "/bin/sh", "-c",
        "cd mine && git add secret && git -c user.name=x -c user.email=x commit -qm x")
      let link = """
        git init -q . && git commit -q --allow-empty -m x && ln -s "$1/secret" link \
        && rm -rf .git/objects && ln -s "$1/.git/objects" .git/objects \
        && printf '%s\\n' "$2" >.git/HEAD
        """
      let commit = try home.tool("/usr/bin/git", "-C", "mine", "rev-parse", "HEAD").text
      try home.run(
        "exec", "--in", "a", "--", "sh", "-c", link, "sh", "\(home.path)/mine",
        commit.split(separator: "\n").joined())
      #expect(!(try home.run("diff", "a").text.contains("the secret")))
    }
  }

  @Test("D7") func d7NothingHidesADiffOrKeepsItWaiting() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "cat")
      let made = try home.run(
        "exec", "--in", "a", "--", "sh", "-c",
        """
        git init -q . && echo 1 >f && echo 1 >g && git add . && git commit -qm 1 && rm g
        mkfifo .gitignore g .git/info/fifo && mkdir d && mkfifo d/.gitattributes
        chmod 000 f && echo EVIL >h && mkdir closed && chmod 000 closed
        """)
      #expect(made.status == 0, "\(errors(made))")
      let diff = try home.run("diff", "a")
      #expect(diff.status == 0, "\(errors(diff))")
      #expect(diff.text.contains("+EVIL"), "\(diff.text)")
      for path in ["f", "g", ".gitignore", "d/.gitattributes", "closed"] {
        #expect(errors(diff).contains("counts as empty: '\(path)'"), "\(errors(diff))")
      }
    }
  }

  @Test("D12") func d12NobodysFolderIsOverwritten() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "true")
      try home.run("wait", "a")
      try home.write(".agentvm/workspaces/orphan/work", "mine\n")
      for verb in ["rename", "clone"] {
        #expect(try home.run(verb, "a", "orphan").status == 1)
        #expect(home.read(".agentvm/workspaces/orphan/work") == "mine\n")
        #expect(!home.exists(".agentvm/workspaces/orphan/a"))
        #expect(!home.exists(".agentvm/state/orphan.lock"))
      }
      #expect(try home.run("clone", "a", "b").status == 0)
      try home.run("clean")
      #expect(try home.run("list", "-q").text == "b\n")
      #expect(home.exists(".agentvm/workspaces/b"))
    }
  }

  @Test func anAgentCannotMakeItselfUnremovable() throws {
    try TestHome.with { home throws in
      try home.run(
        "run", "--keep", "--name", "deep", "--", "perl", "-e",
        "for (1..30000) { mkdir \"a\" or die; chdir \"a\" or die }")
      try home.run("spawn", "shut", "--", "sh", "-c", "mkdir -p a/b; echo x >a/b/c; chmod 0 a/b a")
      try home.run("wait", "shut")
      #expect(try home.run("clone", "shut", "copy").status == 0)
      #expect(home.read(".agentvm/workspaces/copy/a/b/c") == "x\n")
      let clean = try home.run("clean")
      #expect(clean.status == 0, "\(errors(clean))")
      #expect(try home.run("list", "-q").text == "copy\n")
      #expect(!home.exists(".agentvm/workspaces/deep"))
    }
  }

  @Test("D14") func d14APromptsPathSurvivesARestartFromElsewhere() throws {
    try TestHome.with { home throws in
      try home.write("place/task.md", "the task\n")
      let spawn = try home.run(
        ["spawn", "a", "-P", "task.md", "--", "cat"], directory: "\(home.path)/place")
      #expect(spawn.status == 0, "\(errors(spawn))")
      #expect(try home.run(["restart", "a"], directory: "/").status == 0)
      #expect(home.wait { home.log("a").contains("the task") })
    }
  }

  @Test("D14") func d14ALogDoesNotGrowWithoutEnd() throws {
    try TestHome.with { home throws in
      let limit = 1 << 20
      try home.run(["spawn", "a", "--", "yes"], ["AGENTVM_LOG_LIMIT": "\(limit)"])
      // Twenty times as much was written as may stay.
      #expect(
        home.wait {
          let record = home.read(".agentvm/state/a.run") ?? ""
          let cut = record.split(separator: "\n").first { $0.hasPrefix("RUN_LOG_CUT=") }
          return (cut.flatMap { Int($0.dropFirst(12)) } ?? 0) > 20 * limit
        })
      #expect(home.log("a").utf8.count < 4 * limit)
      try home.run("kill", "a")
    }
  }

  @Test("D16") func d16TrustIsAcceptedInTheAgentsHomeOnly() throws {
    try TestHome.with { home throws in
      try home.write("bin/codex", "#!/bin/sh\ncat\n", permissions: 0o755)
      try home.write("bin/gemini", "#!/bin/sh\ncat\n", permissions: 0o755)
      try home.write("bin/opencode", "#!/bin/sh\ncat\n", permissions: 0o755)
      try home.write(".codex/config.toml", "model = \"mine\"\n")
      try home.write(".config/opencode/opencode.json", "{}\n")
      for profile in ["codex", "gemini", "opencode"] {
        let spawn = try home.run("spawn", profile, "-p", profile)
        #expect(spawn.status == 0 && errors(spawn).isEmpty, "\(errors(spawn))")
      }
      let inside = home.read(".agentvm/homes/codex/.codex/config.toml") ?? ""
      #expect(inside.contains("[projects.\"\(home.root)/workspaces/codex\"]"), "\(inside)")
      #expect(inside.contains("model = \"mine\""))
      let folders = home.read(".agentvm/homes/gemini/.gemini/trustedFolders.json") ?? ""
      #expect(folders.contains("\(home.root)/workspaces/gemini"), "\(folders)")
      #expect(home.exists(".agentvm/homes/opencode/.config/opencode/opencode.json"))
      #expect(home.read(".codex/config.toml") == "model = \"mine\"\n")
      #expect(!home.exists(".gemini"))
      for profile in ["codex", "gemini", "opencode"] {
        #expect(!home.exists(".agentvm/workspaces/\(profile)/.\(profile)"))
      }
    }
  }

  @Test("D21") func d21FiguresAreTheWholeTrees() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "busy", "--", "sh", "-c", "yes >/dev/null & yes >/dev/null & wait")
      #expect(
        home.wait {
          let rows = try home.run("ps").text.split(separator: "\n")
          let words = rows.last?.split(separator: " ") ?? []
          return words.first == "busy" && (Double(words[2]) ?? 0) > 20
        })
      let json = try home.run("ps", "--json").text
      #expect(json.contains("\"rss_kb\":") && !json.contains("\"rss_kb\":0"), "\(json)")
    }
  }

  @Test("D23") func d23DoctorReadsModesAndOpenPrintsThePath() throws {
    try TestHome.with { home throws in
      try home.run("env", "set", "OPENAI_API_KEY=sk-0123456789")
      let good = try home.run("doctor", "--strict")
      // To be root is all that it warns of.
      #expect(good.status == (getuid() == 0 ? 1 : 0), "\(good.text)")
      #expect(good.text.contains(getuid() == 0 ? " 1 warning, 0 fail" : " 0 warnings, 0 fail"))
      #expect(good.text.contains(" \(home.root)/env is yours alone"))
      try home.tool("/bin/chmod", "644", "\(home.root)/env")
      let loose = try home.run("doctor", "--strict")
      #expect(loose.status == 1)
      #expect(loose.text.contains("mode 644"))
      #expect(loose.text.contains("try: chmod 600 \(home.root)/env"))
      #expect(try home.run("doctor").status == 1)
      try home.run("spawn", "a", "--", "cat")
      let open = try home.run(["open", "a"], ["DISPLAY": ":99"])
      #expect(open.text == "\(home.root)/workspaces/a\n" && open.status == 0)
      let profiles = try home.run("__complete", "--", "spawn", "a", "-p", "").text
      #expect(profiles.contains("demo\t") && !profiles.contains("State"))
      #expect(!profiles.contains("●") && !profiles.contains("○"))
    }
  }

  @Test("D25", arguments: ["with space", "it's"])
  func d25ClonesInHomesOfAnyNameCanBeListed(_ name: String) throws {
    try TestHome.with(name) { home throws in
      try home.run("spawn", "a", "--", "sh", "-c", "echo work >file")
      try home.run("wait", "a")
      #expect(try home.run("clone", "a", "b").status == 0)
      #expect(try home.run("list", "-q").text == "a\nb\n")
      #expect(home.read("\(name)/workspaces/b/file") == "work\n")
      #expect(try home.run("rename", "b", "c").status == 0)
      #expect(try home.run("restart", "c").status == 0)
      #expect(try home.run("list", "-q").text == "a\nc\n")
    }
  }

  @Test("D25") func d25DiffOfManyFilesEndsWell() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "sh", "-c", "for i in $(seq 300); do : >f$i; done")
      try home.run("wait", "a")
      let diff = try home.run("diff", "a")
      #expect(diff.status == 0)
      #expect(diff.text.split(separator: "\n").count == 200)
      #expect(!diff.text.contains(".home"))
    }
  }

  @Test("D27") func d27ARenamedAgentIsWholeOnceItIsRestarted() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "old", "-p", "demo")
      #expect(try home.run("rename", "old", "new").status == 0)
      #expect(try home.run("restart", "new").status == 0)
      let inside = try home.run(
        "exec", "--in", "new", "--", "sh", "-c", "pwd; git config --global user.name; echo $HOME")
      #expect(
        inside.text == "\(home.root)/workspaces/new\nnew\n/home/agent\n", "\(errors(inside))")
    }
  }

  @Test("D27") func d27HistoryFiltersBeforeItCounts() throws {
    try TestHome.with { home throws in
      var journal = "2026-01-01T00:00:00Z\tkill\tfirst\t\n"
      for number in 1...100 { journal += "2026-01-02T00:00:00Z\tspawn\ta-\(number)\tprofile=\n" }
      try home.write(".agentvm/history.log", journal)
      let kills = try home.run("history", "-e", "kill", "-n", "5").text
      #expect(kills.contains("first"))
      #expect(!kills.contains("spawn"))
    }
  }
}
