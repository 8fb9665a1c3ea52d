import AgentModel
import AgentvmTestSupport
import Testing

/// Whatever stands in a state file, a record or a message: no reader of them traps, and what is read of an
/// agent never says that it is less confined than the file does.
@Suite struct StateFuzzTests {
  private static let state = """
    AGENT_NAME=c1
    AGENT_SESSION=agentvm-c1
    AGENT_SANDBOX=bwrap
    AGENT_SANDBOX_LEVEL=paranoid
    AGENT_DEGRADED='seccomp landlock'
    AGENT_IN_PLACE=/home/ada/src
    AGENT_MEMORY=1048576
    AGENT_PIDS=64
    AGENT_CPUS=150
    AGENT_UID=2000001
    AGENT_MASKED=".env 'a b/.env'"
    AGENT_MASKED_INODES="12 13"
    AGENT_NETWORK=allow
    AGENT_ALLOW='a.example .b.example:22'
    AGENT_EXPOSE=8080
    AGENT_TAGS=a=b,c=d
    AGENT_EXTRA_CMD=$'bash -c \'x\ny\''
    AGENT_CREATED_AT=2026-11-21T08:48:35Z

    """
  private static let run = """
    RUN_PID=12
    RUN_PANE=%3
    RUN_STARTED_AT=2026-11-21T08:48:35Z
    RUN_PROMPT=delivered
    RUN_STATUS=waiting/permission
    RUN_STATUS_SOURCE=hook
    RUN_LANDLOCK=7
    RUN_EXIT_SIGNAL=9

    """

  @Test func stateFiles() throws {
    let name = try AgentName("c1")
    Damage.inputs(like: [Self.state]) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let file = (try? Assignments(parsing: text)) ?? Assignments(lenient: text)
      var agent = Agent(name: name, workspace: "/w", home: "/h", logFile: "/l")
      guard agent.read(file) else { return }
      if file["AGENT_SANDBOX"] != "none" { #expect(agent.sandbox.isConfined) }
      #expect(agent.place?.hasPrefix("/") ?? true)
      // What is written is read as the same.
      var copy = Assignments()
      agent.write(into: &copy)
      var again = Agent(name: name, workspace: "/w", home: "/h", logFile: "/l")
      #expect(again.read((try? Assignments(parsing: copy.text)) ?? Assignments()))
      #expect(again.sandbox == agent.sandbox && again.degraded == agent.degraded)
      #expect(again.place == agent.place && again.maskedFiles == agent.maskedFiles)
    }
  }

  @Test func runRecords() {
    Damage.inputs(like: [Self.run]) { bytes in
      let file = Assignments(lenient: String(decoding: bytes, as: UTF8.self))
      if let record = RunRecord(file) { _ = RunRecord(record.file) }
    }
  }

  @Test func launchRecords() {
    var record = LaunchRecord()
    record.name = "c1"
    record.program = "/usr/bin/bwrap"
    record.runFile = "/r"
    record.lockFile = "/l"
    record.arguments = ["--ro-bind", "/usr", "/usr"]
    record.overlays = [LaunchRecord.Overlay(lower: "/a", upper: "/b", target: "/c")]
    record.staged = [LaunchRecord.Staged(source: "/a", slot: "0", isRoots: true)]
    record.group = LaunchRecord.Group(name: "g", limits: AgentLimits(), isRequired: true)
    record.seccomp = [1, 2, 3, 255]
    record.allowedHosts = ["a.example:443"]
    #expect((try? LaunchRecord(decoding: record.encode())) == record)
    Damage.inputs(like: [String(decoding: (try? record.encode()) ?? [], as: UTF8.self)]) { bytes in
      _ = try? LaunchRecord(decoding: bytes)
    }
  }

  @Test func ordersOfTheStage() {
    var orders = StageOptions(["bash", "-c", "x"])
    orders.processes = 64
    orders.memory = 1 << 20
    orders.waits = true
    orders.landlock = .required
    orders.writable = ["/workspace", "/home/a=b"]
    let words = orders.words("/run/agentvm/stage")
    #expect(StageOptions(words: Array(words.dropFirst(4))) == orders)
    let seed = words.dropFirst(4).joined(separator: "\n")
    Damage.inputs(like: [seed]) { bytes in
      let words = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
      if let orders = StageOptions(words: words) { #expect(!orders.command.isEmpty) }
    }
  }

  @Test func messages() {
    Damage.inputs(like: ["Stop\0it is done", "Notification\0may I?", "x"]) { bytes in
      if let report = HookReport(bytes) { #expect(report.event.utf8.count <= 64) }
    }
    var names = ControlMessage.Names()
    names.name = "c2"
    names.runFile = "/home/ada/.agentvm/state/c2.run"
    names.exitHook = ["/hook", "c2", "/w", "/h"]
    let seed = String(decoding: names.encoded, as: UTF8.self)
    Damage.inputs(like: [seed]) { _ = ControlMessage.Names(decoding: $0) }
    Damage.inputs(like: ["2026-11-21T08:48:35Z\tc1\tworking\twaiting/permission\thook\tmay I?"]) {
      _ = StatusEvent(String(decoding: $0, as: UTF8.self))
    }
    Damage.inputs(like: [
      "a.example 443  3 2026-11-21T08:48:35Z\nb.example 22 host-not-allowed 1 x\n"
    ]) {
      _ = NetworkTally(String(decoding: $0, as: UTF8.self))
    }
  }

  @Test func wordsAndReferences() {
    Damage.inputs(like: ["sh -c 'echo \"$A\"' $'\\x41\\n' a\\ b", "x${NAME}y ${ ${} $ ${A${B}}"]) {
      bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      if let words = try? ShellWords.split(text) {
        #expect((try? ShellWords.split(ShellWords.joined(words))) == words)
      }
      let resolved = References.resolved(text) { $0 == "NAME" ? "${A}" : nil }
      #expect(resolved.missing.allSatisfy { $0 != "NAME" })
    }
  }
}
