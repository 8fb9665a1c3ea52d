import AgentModel
import AgentStore
import AgentvmTestSupport
import Glibc
import Host
import Testing

@Suite struct AgentStoreTests {
  /// A store in a fresh folder.
  private func withStore(_ body: (AgentStore) throws -> Void) throws {
    try TestHome.with("home") { home throws in
      let processes = FakeProcesses(programs: [], expecting: [])
      let store = try AgentStore(FakeHost.make(root: home.path, processes: processes))
      try store.prepare()
      try body(store)
    }
  }

  @Test func statesSurviveARoundTrip() throws {
    try withStore { store throws in
      var agent = store.blank(try AgentName("a"))
      agent.profile = "demo"
      agent.tags = [try Tag("a=b,c"), try Tag("k=it's")]
      agent.command = ["sh", "-c", "echo 'x'; id"]
      agent.createdAt = Timestamp(seconds: 100)
      agent.uid = 2_000_000
      try store.save(agent)
      #expect(try store.agent(agent.name) == agent)
      #expect(store.host.files.facts(store.layout.stateFile(agent.name))?.permissions == 0o600)
    }
  }

  @Test func unknownKeysSurviveARewrite() throws {
    try withStore { store throws in
      let name = try AgentName("a")
      let path = store.layout.stateFile(name)
      let text = "AGENT_NAME=a\nAGENT_SESSION=agentvm-a\nX_FUTURE='1 2'\n# note\n"
      try store.host.files.write(path, Array(text.utf8), permissions: 0o600)
      try store.save(try store.agent(name))
      let bytes = try store.host.files.read(path, limit: 1 << 16)
      #expect(String(decoding: bytes, as: UTF8.self).contains("X_FUTURE='1 2'\n# note\n"))
    }
  }

  @Test(
    "D6: a broken state file costs its agent a warning",
    arguments: [
      "", "AGENT_NAME=", "AGENT_NAME=other\nAGENT_SESSION=x", "AGENT_NAME='a", "\u{0}\u{1}", "junk",
    ])
  func d6ABrokenStateFileCostsAWarning(_ text: String) throws {
    try withStore { store throws in
      let name = try AgentName("a")
      try store.host.files.write(
        store.layout.stateFile(name), Array(text.utf8), permissions: 0o600)
      try store.save(store.blank(try AgentName("b")))
      let (agents, problems) = store.agents()
      #expect(agents.map(\.name.description) == ["b"])
      #expect(problems.count == 1)
    }
  }

  @Test func foldersLinksAndPipesAreNoStateFiles() throws {
    try withStore { store throws in
      let files = store.host.files
      try files.makeDirectory(store.layout.stateFile(try AgentName("d")), permissions: 0o700)
      #expect(symlink("/etc/passwd", store.layout.stateFile(try AgentName("l"))) == 0)
      #expect(mkfifo(store.layout.stateFile(try AgentName("f")), 0o600) == 0)
      let (agents, problems) = store.agents()
      #expect(agents.isEmpty)
      #expect(problems.count == 3)
    }
  }

  @Test func nothingOutsideTheHomeIsRemoved() throws {
    try withStore { store throws in
      let outside = "\(store.layout.root)/../precious"
      try store.host.files.makeDirectory(outside, permissions: 0o700)
      let name = try AgentName("a")
      let text =
        "AGENT_NAME=a\nAGENT_SESSION=s\nAGENT_WORKSPACE='\(outside)'\n"
        + "AGENT_LOG_FILE='\(outside)'\nAGENT_HOME='\(outside)'\n"
      try store.host.files.write(
        store.layout.stateFile(name), Array(text.utf8), permissions: 0o600)
      #expect(symlink(outside, store.layout.workspace(name)) == 0)
      try store.remove(name)
      #expect(store.host.files.facts(outside)?.kind == .directory)
      #expect(store.host.files.facts(store.layout.workspace(name)) == nil)
    }
  }

  @Test func uidsAreTheAgentsOwn() throws {
    try withStore { store throws in
      let names = try (1...5).map { try AgentName("a-\($0)") }
      let given = try store.uids(for: names, in: 5000...5005)
      #expect(Set(given.values).count == 5)
      var agent = store.blank(names[0])
      agent.uid = given[names[0]]
      try store.save(agent)
      #expect(throws: StoreError.self) { try store.uids(for: names + names, in: 5000...5000) }
      let more = try store.uids(for: [try AgentName("b")], in: 5000...5005)
      #expect(more.values.first != agent.uid)
    }
  }

  @Test func onlyOneCommandWorksOnAnAgent() throws {
    try withStore { store throws in
      let name = try AgentName("a")
      let lock = try store.lock(name)
      #expect(throws: StoreError.busy(name)) { try store.lock(name) }
      lock.release()
      try store.lock(name).release()
    }
  }

  @Test func longHomesGetAShortSocket() {
    let long = HomeLayout(root: "/" + String(repeating: "x", count: 120))
    #expect(long.tmuxSocket(fallback: "/tmp/agentvm-0").utf8.count < 60)
    #expect(HomeLayout(root: "/h").tmuxSocket(fallback: "/tmp/x") == "/h/run/tmux")
  }
}
