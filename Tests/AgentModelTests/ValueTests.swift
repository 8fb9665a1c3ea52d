import AgentModel
import Testing

@Suite struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (951_827_696, "2000-02-29T12:34:56Z"),
    (1_735_689_599, "2024-12-31T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
  ])
  func isISO8601(_ seconds: Int, _ text: String) {
    #expect(Timestamp(seconds: seconds).description == text)
    #expect(Timestamp(text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "now", "2024-13-01T00:00:00Z", "2024-01-01 00:00:00", "2024-01-01T00:00:00",
  ])
  func refusesOthers(_ text: String) { #expect(Timestamp(text) == nil) }
}

@Suite struct TagTests {
  @Test func valuesMayHoldAnything() throws {
    #expect(try Tag("a=b=c").value == "b=c")
    #expect(Tag.list("a=b,c,d=e").map(\.description) == ["a=b,c", "d=e"])
  }

  @Test(arguments: ["", "a", "=b", "a b=c", "a.b=c"])
  func keysAreStrict(_ text: String) {
    #expect(throws: ModelError.invalidTag(text)) { try Tag(text) }
  }
}

@Suite struct LaunchRecordTests {
  @Test func survivesItsFile() throws {
    var record = LaunchRecord()
    record.name = "a"
    record.program = "/usr/bin/bwrap"
    record.arguments = ["--bind", "", "a b", "x=y"]
    record.inner = ["/run/stage"]
    record.environment = ["A=1=2", "B=line\nline"]
    record.seccomp = [0, 255, 16, 32]
    record.uid = 2_000_001
    record.staged = [.init(source: "/a", slot: "0"), .init(source: "/b c", slot: "1")]
    record.runFile = "/r"
    record.lockFile = "/l"
    record.prompt = "two\nlines = é"
    record.ready = ReadyRule(all: ["^> $"], none: ["busy", ""])
    record.submitKeys = ["Escape", "Enter"]
    record.endsWithTurn = true
    record.logLimit = 12
    record.exitHook = ["/h", "a"]
    #expect(try LaunchRecord(decoding: record.encode()) == record)
    // A value that would be read as further fields is not written.
    record.arguments.append("x\0exitHook=/bin/false")
    #expect(throws: ModelError.self) { _ = try record.encode() }
  }

  @Test(
    arguments: [[], [0], Array("name=a".utf8), Array("junk\0".utf8), [255, 254, 0]] as [[UInt8]])
  func refusesWhatIsNone(_ bytes: [UInt8]) {
    #expect(throws: ModelError.self) { try LaunchRecord(decoding: bytes) }
  }
}

@Suite struct RunRecordTests {
  @Test(arguments: [Ending.exited(status: 3), .killed(signal: 9), nil])
  func survivesItsFile(_ ending: Ending?) {
    var record = RunRecord(pid: 7, startedAt: Timestamp(seconds: 100))
    record.prompt = .failed
    record.promptProblem = "it's late"
    record.ending = ending
    record.endedAt = Timestamp(seconds: 200)
    #expect(RunRecord(record.file) == record)
  }
}

@Suite struct SuggestionTests {
  @Test func findsTheNearest() {
    let words = ["spawn", "swarm", "list", "logs"]
    #expect(Suggestion.nearest(to: "spwan", among: words) == "spawn")
    #expect(Suggestion.nearest(to: "lsit", among: words) == "list")
    #expect(Suggestion.nearest(to: "frobnicate", among: words) == nil)
  }
}

@Suite struct ByteCountTests {
  @Test(
    arguments: [
      ("0", 0), ("512", 512), ("4k", 4096), ("1M", 1 << 20), ("2g", 2 << 30), ("1GiB", 1 << 30),
      ("3mb", 3 << 20),
    ] as [(String, Int)])
  func isRead(_ text: String, _ bytes: Int) { #expect(ByteCount(text)?.bytes == bytes) }

  @Test(arguments: ["", "M", "-1", "1.5G", "1X", "99999999999T", "9223372036854775808", "1 M", "١"])
  func othersAreNot(_ text: String) { #expect(ByteCount(text) == nil) }

  @Test(
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1536, "1.5 KB"), (10 << 20, "10 MB"),
      (1 << 40, "1.0 TB"),
    ] as [(Int, String)])
  func isWritten(_ bytes: Int, _ text: String) {
    #expect(ByteCount(bytes: bytes).description == text)
  }
}

@Suite struct PlaceholderTests {
  @Test(
    arguments: [
      ("c-7", "{name} {n} {x} {", "c-7 7 {x} {"),
      ("solo", "{n} of {name}{name}", "{n} of solosolo"),
      ("a-b-02", "{n}", "2"), ("a-", "{n}", "{n}"),
    ])
  func areFilled(_ name: String, _ text: String, _ filled: String) throws {
    #expect(Placeholders.fill(text, for: try AgentName(name)) == filled)
  }
}
