import AgentModel
import AgentStore
import AgentvmTestSupport
import Glibc
import Host
import Testing
import Workflows

@Suite struct WorkflowTests {
  private func withContext(
    _ programs: Set<String>, _ expected: [FakeProcesses.Expectation],
    _ body: (Context, FakeProcesses) throws -> Void
  ) throws {
    try TestHome.with("home") { home throws in
      let processes = FakeProcesses(programs: programs, expecting: expected)
      let context = try Context(FakeHost.make(root: home.path, processes: processes))
      try context.store.prepare()
      try body(context, processes)
      #expect(processes.missing == [])
    }
  }

  private func agent(_ context: Context) throws -> Agent {
    var agent = context.store.blank(try AgentName("a"))
    try context.files.makeDirectory(agent.home, permissions: 0o700)
    try context.files.makeDirectory(agent.workspace, permissions: 0o700)
    agent.state = .running
    return agent
  }

  @Test func broadcastIsOneCallForAll() throws {
    try withContext(["tmux"], [.init("tmux", ["source-file", "-"])]) { context, processes throws in
      try context.store.prepare()
      let agents = try ["a", "b"].map { context.store.blank(try AgentName($0)) }
      #expect(try SendText(context).run(Array("it's".utf8), to: agents, enter: true).isEmpty)
      let script = String(decoding: processes.invocations[0].input, as: UTF8.self)
      let lines = script.split(separator: "\n")
      #expect(lines[0].hasSuffix("-- 'it'\\''s'"))
      #expect(lines[2].hasPrefix("paste-buffer -p -r") && lines[2].hasSuffix("-t '=agentvm-b:'"))
      #expect(lines[4].hasPrefix("run-shell -b -d 0.2 '(exec "))
      #expect(lines.count { $0.hasPrefix("send-keys -t ") } == 2)
    }
  }

  @Test func whatIsNoPlainLineGoesThroughABuffer() throws {
    try withContext(
      ["tmux"],
      [
        .init("tmux", ["load-buffer", "-"]), .init("tmux", ["source-file", "-"]),
        .init("tmux", ["source-file", "-"]),
      ]
    ) { context, processes throws in
      try context.store.prepare()
      let agents = [context.store.blank(try AgentName("a"))]
      let text = Array(String(repeating: "two\nlines\n", count: 4000).utf8)
      #expect(try SendText(context).run(text, to: agents, enter: true).isEmpty)
      #expect(processes.invocations[0].input == text)
      let keys = String(decoding: processes.invocations[2].input, as: UTF8.self)
      #expect(
        keys == "copy-mode -q -t '=agentvm-a:'\nsend-keys -t '=agentvm-a:' '--' 'Enter'\n")
    }
  }

  @Test func whoHasNoPaneIsNamed() throws {
    try withContext(
      ["tmux"],
      [
        .init("tmux", ["source-file"], status: 1),
        .init("tmux", ["has-session", "=agentvm-a"]),
        .init("tmux", ["has-session", "=agentvm-b"], status: 1),
      ]
    ) { context, _ throws in
      try context.store.prepare()
      let agents = try ["a", "b"].map { context.store.blank(try AgentName($0)) }
      let gone = try SendText(context).run([65], to: agents, enter: false)
      #expect(gone.map(\.0.description) == ["b"])
    }
  }

  @Test func tmuxFailuresAreReported() throws {
    try withContext(["tmux"], [.init("tmux", [], status: 1, errors: "no server\n")]) {
      context, _ throws in
      #expect(throws: (any Error).self) {
        _ = try SendText(context).run(
          [65], to: [context.store.blank(try AgentName("a"))], enter: false)
      }
    }
  }

  @Test func clonesHaveNoHardLinksAndRunNothing() throws {
    try withContext(
      ["git"],
      [
        .init(
          "git",
          [
            "protocol.ext.allow=never", "core.hooksPath=/dev/null", "clone", "--no-hardlinks",
            "--branch", "v1", "--", "url", "/w",
          ])
      ]
    ) { context, _ in try CloneRepository(context).run("url", ref: "v1", into: "/w") }
  }

  @Test func failedClonesSayWhy() throws {
    try withContext(["git"], [.init("git", [], status: 128, errors: "fatal: no\n")]) {
      context, _ throws in
      #expect(throws: WorkflowError.cloneFailed(url: "url", reason: "fatal: no")) {
        try CloneRepository(context).run("url", ref: nil, into: "/w")
      }
    }
  }

  @Test func identitiesAreMadeOnlyInAFreshHome() throws {
    let calls: [FakeProcesses.Expectation] = [
      .init("gl", ["identity", "new"]), .init("gl", ["register"], status: 1),
      .init("gl", ["identity", "show"], output: "did:key:z6Mk\n"),
    ]
    try withContext(["gl"], calls) { context, _ throws in
      let made = try MakeIdentity(context).run(try agent(context), isNew: true)
      #expect(made.did == "did:key:z6Mk")
      #expect(made.warnings.count == 1)
      #expect(try MakeIdentity(context).run(try agent(context), isNew: false).did == nil)
    }
  }

  @Test func aForcedIdentityWithoutGlIsAnError() throws {
    try withContext([], []) { context, _ throws in
      var agent = try agent(context)
      #expect(try MakeIdentity(context).run(agent, isNew: true).did == nil)
      agent.identityMode = .force
      #expect(throws: WorkflowError.identityUnavailable) {
        try MakeIdentity(context).run(agent, isNew: true)
      }
    }
  }

  @Test func cleanKeepsWhatWasLostOrNeverStarted() throws {
    try withContext([], []) { context, _ throws in
      for (name, ending) in [("ended", Ending.exited(status: 0)), ("lost", nil)]
        as [(String, Ending?)]
      {
        let name = try AgentName(name)
        try context.store.save(context.store.blank(name))
        var run = RunRecord(pid: 1, startedAt: Timestamp(seconds: 1))
        run.ending = ending
        try context.files.write(
          context.layout.runFile(name), Array(run.file.text.utf8), permissions: 0o600)
      }
      try context.store.save(context.store.blank(try AgentName("never")))
      let removal = RemoveAgents(context)
      #expect(removal.cleanable(force: false).remove.map(\.description) == ["ended"])
      #expect(removal.cleanable(force: true).remove.count == 3)
    }
  }

  @Test func seedsFollowNoLinkOfTheAgents() throws {
    try withContext([], []) { context, _ throws in
      let agent = try agent(context)
      let victim = "\(context.layout.root)/victim"
      try context.files.write(victim, Array("precious".utf8), permissions: 0o600)
      try symbolicLink(victim, "\(agent.home)/.gitconfig")
      try SeedHome(context).writeGitConfiguration(agent)
      #expect(try context.files.read(victim, limit: 100) == Array("precious".utf8))
      #expect(context.files.facts("\(agent.home)/.gitconfig")?.kind == .file)
      try symbolicLink(context.layout.root, "\(agent.home)/.claude")
      var profile = Profile(name: "x")
      let template = "\(context.layout.root)/template"
      try context.files.write(template, Array("{}".utf8), permissions: 0o600)
      profile.jsonSeeds = [.init(target: ".claude/victim", template: template)]
      #expect(throws: (any Error).self) { try SeedHome(context).run(agent, profile) }
      #expect(try context.files.read(victim, limit: 100) == Array("precious".utf8))
    }
  }
}

private func symbolicLink(_ target: String, _ path: String) throws {
  #expect(symlink(target, path) == 0)
}
