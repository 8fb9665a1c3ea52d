import AgentvmTestSupport
import Host
import Testing

/// The verbs, seen from the outside.
@Suite struct VerbTests {
  private func errors(_ completion: Completion) -> String {
    String(decoding: completion.errors, as: UTF8.self)
  }

  @Test(
    arguments: [
      (["sh", "-c", "exit 3"], 3), (["bash", "-c", "kill -SEGV $$"], 139), (["true"], 0),
      (["no-such-program"], 127), (["/etc"], 126),
    ] as [([String], Int32)])
  func runExitsAsItsCommand(_ command: [String], _ status: Int32) throws {
    try TestHome.with { home throws in
      #expect(try home.run(["run", "--"] + command).status == status)
      #expect(try home.run("list", "-q").text == "")
    }
  }

  @Test func runStopsWhenTimeIsOut() throws {
    try TestHome.with { home throws in
      let marker = "timeout-\(home.path)"
      let result = try home.run(
        "run", "--timeout", "1", "--", "bash", "-c", "exec -a \(marker) sleep 60")
      #expect(result.status == 124)
      #expect(home.processes(with: marker) == 0)
    }
  }

  @Test func waitExitsAsTheAgent() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "bash", "-c", "read; exit 5")
      #expect(try home.run("wait", "a", "--timeout", "0.2").status == 2)
      try home.run("exec", "a", "go")
      #expect(try home.run("wait", "a").status == 5)
      #expect(try home.run("wait", "a").status == 5)
      #expect(try home.run("wait", "nobody").status == 1)
    }
  }

  @Test func theDemoDoesItsTask() throws {
    try TestHome.with { home throws in
      try home.write("task.md", "write something\nwith two lines\n")
      let spawn = try home.run("swarm", "c", "2", "-p", "demo", "-P", "\(home.path)/task.md")
      #expect(spawn.status == 0)
      #expect(spawn.text.contains("prompt delivered to c-1"))
      for name in ["c-1", "c-2"] {
        #expect(home.wait { home.log(name).contains("Done: ") })
        #expect(home.exists(".agentvm/workspaces/\(name)/.git"))
      }
      try home.run("broadcast", "/exit")
      #expect(try home.run("wait", "c-1", "--timeout", "20").status == 0)
      #expect(try home.run("wait", "c-2", "--timeout", "20").status == 0)
      let run = try home.run("run", "-p", "demo", "-P", "\(home.path)/task.md")
      #expect(run.status == 0)
      #expect(run.text.contains("Done: "))
    }
  }

  @Test func theExecutablesAloneCanShowTheDemo() throws {
    try TestHome.with { home throws in
      try home.write("bin/.keep", "")
      for program in ["agentvm", "agentvm-supervisor"] {
        try home.tool("/bin/cp", "\(TestHome.programs)/\(program)", "\(home.path)/bin/")
      }
      try home.write("task.md", "write something")
      let alone = "\(home.path)/bin/agentvm"
      #expect(try home.tool(alone, "profiles").text.contains("● demo"))
      let run = try home.tool(alone, "run", "-p", "demo", "-P", "\(home.path)/task.md")
      #expect(run.text.contains("Done: 3 files"), "\(errors(run))")
    }
  }

  @Test func aPromptThatIsNotTakenIsSaidSo() throws {
    try TestHome.with { home throws in
      try home.write(".agentvm/profiles/deaf.env", "PROFILE_CMD=\"cat\"\n")
      try home.write(".agentvm/profiles/deaf.status.yaml", "ready:\n  all: ['never']\n")
      try home.write("task.md", "x")
      let result = try home.run(
        "spawn", "a", "-p", "deaf", "-P", "\(home.path)/task.md", "--ready-timeout", "1")
      #expect(result.status == 1)
      #expect(errors(result).contains("the agent was not ready in time"))
      #expect(try home.run("list", "-q", "-s", "running").text == "a\n")
      #expect(try home.run("info", "a").text.contains("failed"))
    }
  }

  @Test func aSwarmDoesTheRestWhenOneFails() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "c-2", "--", "cat")
      let result = try home.run("swarm", "c", "3", "--parallel", "2", "--", "cat")
      #expect(result.status == 1)
      #expect(errors(result).contains("already running: 'c-2'"))
      #expect(try home.run("list", "-q", "-s", "running").text == "c-1\nc-2\nc-3\n")
    }
  }

  @Test func killallAndPurgeAsk() throws {
    try TestHome.with { home throws in
      try home.run("swarm", "c", "2", "--", "cat")
      #expect(try home.run(["killall"], input: "n\n").status == 1)
      #expect(try home.run(["purge"], input: "").status == 1)
      #expect(try home.run(["killall", "-t", "k=v"], input: "y\n").status == 0)
      #expect(try home.run("list", "-q", "-s", "running").text == "c-1\nc-2\n")
      #expect(try home.run(["killall"], input: "y\n").status == 0)
      #expect(try home.run("clean").status == 0)
      #expect(try home.run("list", "-q").text == "")
      try home.run("spawn", "x", "--", "cat")
      #expect(try home.run(["purge"], input: "yes\n").status == 0)
      #expect(!home.exists(".agentvm/workspaces/x"))
    }
  }

  @Test func logsFollowToTheEnd() throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "a", "--", "bash", "-c", "echo one; read -t 1 <> <(:); echo two; exit 0")
      let follow = try home.run("logs", "a", "-f")
      #expect(follow.status == 0)
      #expect(follow.text == "one\ntwo\n")
      #expect(try home.run("logs", "a", "-n", "1").text == "two\n")
      #expect(try home.run("logs", "a", "--raw").text == "one\r\ntwo\r\n")
      #expect(try home.run("logs", "nobody").status == 1)
    }
  }

  @Test func aLogThatIsGoneIsReplacedByTheScreen() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "bash", "-c", "echo on the screen; read")
      #expect(home.wait { home.log("a").contains("on the screen") })
      try home.tool("/bin/rm", "\(home.root)/state/a.log")
      let result = try home.run("logs", "a")
      #expect(result.status == 0)
      #expect(result.text.hasPrefix("on the screen\n"))
      #expect(errors(result).contains("its log is gone"))
      try home.run("kill", "a")
      #expect(try home.run("logs", "a").status == 1)
    }
  }

  @Test func longLogsAreCutFromTheFront() throws {
    try TestHome.with { home throws in
      try home.write(".agentvm/config", "AGENTVM_LOG_LIMIT=1000000\n")
      try home.run("spawn", "a", "--", "bash", "-c", "seq 1 1000000; echo the end; read")
      #expect(home.wait { home.log("a").contains("the end") })
      #expect(home.log("a").utf8.count < 2_000_000)
    }
  }

  @Test func withoutASandboxItIsShown() throws {
    try TestHome.with { home throws in
      let result = try home.run(
        "spawn", "a", "--no-sandbox", "--", "bash", "-c",
        "(exec -a \(home.path)-child sleep 300) & cat")
      #expect(errors(result).contains("without a sandbox"))
      #expect(try home.run("list").text.contains("none"))
      #expect(try home.run("info", "a").text.contains("unprotected"))
      #expect(home.wait { home.processes(with: "\(home.path)-child") >= 2 })
      try home.run("kill", "a")
      #expect(home.processes(with: "\(home.path)-child") == 0)
    }
  }

  @Test(arguments: ["a/b", "..", "a b", "", "🙂", String(repeating: "x", count: 300)])
  func badNamesChangeNothing(_ name: String) throws {
    try TestHome.with { home throws in
      let result = try home.run("spawn", name, "--", "true")
      #expect(result.status == 1)
      #expect(errors(result).hasPrefix("agentvm: a name "))
      #expect(!home.exists(".agentvm/workspaces"))
    }
  }

  @Test func badArgumentsAreNamed() throws {
    try TestHome.with { home throws in
      for (arguments, problem) in [
        (["spawn", "a", "-p", "clade-code"], "no such profile: 'clade-code'"),
        (["spawn", "a", "-P", "/no/prompt"], "no such prompt file: '/no/prompt'"),
        (["spawn", "a", "--from-dir", "/no/dir"], "no such directory: '/no/dir'"),
        (["spawn", "a", "-t", "novalue"], "'novalue'"),
        (["frobnicate"], "no such command: 'frobnicate'"),
        (["exec", "nobody", "x"], "no such agent: 'nobody'"), (["list", "-s", "odd"], "'odd'"),
      ] {
        let result = try home.run(arguments)
        #expect(result.status == 1)
        #expect(errors(result).contains(problem), "\(errors(result))")
      }
      #expect(errors(try home.run("spwan", "a")).contains("try: agentvm spawn"))
      #expect(
        errors(try home.run("spawn", "a", "-p", "clade-code")).contains("try: -p claude-code"))
    }
  }

  @Test func hooksGetTheAgentsHome() throws {
    try TestHome.with { home throws in
      for hook in ["pre-spawn", "post-spawn", "on-exit"] {
        try home.write(
          ".agentvm/hooks/\(hook)",
          "#!/bin/sh\necho \(hook) $1 $2 $3 $AGENT_HOME >>\(home.path)/hooks.log\n",
          permissions: 0o755)
      }
      try home.run("spawn", "a", "--", "true")
      try home.run("wait", "a")
      let line = "a \(home.root)/workspaces/a \(home.root)/homes/a \(home.root)/homes/a\n"
      #expect(home.wait { home.read("hooks.log")?.contains("on-exit " + line) == true })
      #expect(home.read("hooks.log")?.contains("pre-spawn " + line) == true)
      #expect(home.read("hooks.log")?.contains("post-spawn " + line) == true)
    }
  }

  @Test func sourcesAreCopiedAndCloned() throws {
    try TestHome.with { home throws in
      try home.write("project/a.txt", "a")
      try home.write("project/.git/config", "x")
      #expect(try home.run("run", "--keep", "--name", "n", "--", "true").status == 0)
      #expect(
        try home.run("spawn", "d", "--from-dir", "\(home.path)/project", "--", "ls", "-a").status
          == 0)
      #expect(home.read(".agentvm/workspaces/d/a.txt") == "a")
      #expect(!home.exists(".agentvm/workspaces/d/.git"))
      try home.tool("/usr/bin/git", "init", "-q", "repository")
      try home.tool(
        "/bin/sh", "-c",
        "cd repository && git config user.email a@b && git config user.name a && echo 1 >f && git add f && git commit -qm 1"
      )
      #expect(
        try home.run("spawn", "g", "--from-git", "\(home.path)/repository", "--", "true").status
          == 0)
      #expect(home.read(".agentvm/workspaces/g/f") == "1\n")
    }
  }
}
