import AgentModel
import Testing

@Suite struct StatusTextTests {
  @Test func everyWordAndKindIsReadAsItIsWritten() throws {
    for word in AgentStatus.Word.allCases {
      #expect(AgentStatus(word.rawValue)?.text == word.rawValue)
      for kind in AgentStatus.Kind.allCases {
        let status = AgentStatus("\(word.rawValue)/\(kind.rawValue)", source: .hook)
        #expect(status?.word == word && status?.kind == kind && status?.source == .hook)
        #expect(status?.text == "\(word.rawValue)/\(kind.rawValue)")
      }
    }
  }

  @Test(arguments: [
    "", "/", "Working", "working ", "waiting/odd", "/permission", "ready",
    "waiting/permission/x", "waiting//permission",
  ])
  func otherStatusesAreRefused(_ text: String) {
    #expect(AgentStatus(text) == nil)
  }

  @Test(arguments: [
    "ready", "working", "waiting", "waiting/permission", "waiting/sign-in", "failing/rate-limit",
  ])
  func claimsAreReadAsTheyAreWritten(_ text: String) { #expect(StatusClaim(text)?.text == text) }

  @Test(arguments: ["", "idle", "done", "dead", "waiting/odd", "READY", "ready x"])
  func otherClaimsAreRefused(_ text: String) { #expect(StatusClaim(text) == nil) }

  @Test func aPersonIsNeededByThoseThatGetNoFurther() {
    let needing = ["waiting", "waiting/question", "failing", "failing/authentication"]
    for text in needing { #expect(AgentStatus(text)?.needsPerson == true) }
    for text in ["idle", "working", "done", "dead", "unknown", "starting", "failing/retrying"] {
      #expect(AgentStatus(text)?.needsPerson == false)
    }
  }
}

@Suite struct HookReportTests {
  @Test(arguments: ["May I?", nil, "é 日本", "two\nlines\u{1B}[m"] as [String?])
  func areReadAsTheyAreWritten(_ sentence: String?) {
    let report = HookReport(event: "PermissionRequest", sentence: sentence)
    #expect(HookReport(report.bytes) == report)
  }

  @Test func anEmptySentenceIsNone() {
    #expect(HookReport(HookReport(event: "E", sentence: "").bytes)?.sentence == nil)
    #expect(HookReport(Array("E".utf8)) == HookReport(event: "E", sentence: nil))
  }

  @Test func longSentencesAreCut() {
    let report = HookReport(event: "E", sentence: String(repeating: "x", count: 100_000))
    #expect(report.bytes.count == HookReport.limit)
    #expect(HookReport(report.bytes)?.sentence?.count == HookReport.limit - 2)
    // A character that is cut in two is replaced.
    let wide = HookReport(event: "E", sentence: String(repeating: "日", count: 100_000))
    #expect(HookReport(wide.bytes)?.sentence?.hasPrefix("日日") == true)
  }

  @Test(
    arguments: [
      [], [0], [0, 65], [32], [65, 32, 66, 0], [65, 10, 0], [65, 0x1B, 0], [0xFF, 0xFE], [0x7F],
      Array(repeating: 65, count: 65), Array(repeating: 65, count: 2049),
      [65, 0] + Array(repeating: 65, count: 2047),
    ] as [[UInt8]])
  func othersAreRefused(_ bytes: [UInt8]) { #expect(HookReport(bytes) == nil) }

  @Test func aSentenceMayHoldAnyBytes() {
    let report = HookReport([65, 0, 0xFF, 0, 0x1B] as [UInt8])
    #expect(report?.event == "A")
    #expect(report?.sentence == "\u{FFFD}\u{0}\u{1B}")
  }

  @Test func randomBytesDoNoHarm() {
    for count in 0..<3000 {
      let bytes = (0..<count % 2100).map { _ in UInt8.random(in: 0...255) }
      guard let report = HookReport(bytes) else { continue }
      #expect(!report.event.isEmpty && report.event.count <= 64)
    }
  }
}

@Suite struct StatusEventTests {
  private static let event = StatusEvent(
    time: Timestamp(seconds: 1_767_225_600), name: "a-1", old: "working", new: "waiting/permission",
    source: "hook", sentence: "Bash: rm 'x' \"y\" $(z)")

  @Test func isALine() {
    #expect(
      Self.event.text
        == "2026-01-01T00:00:00Z\ta-1\tworking\twaiting/permission\thook\tBash: rm 'x' \"y\" $(z)")
    #expect(StatusEvent(Self.event.text) == Self.event)
  }

  @Test(arguments: ["a\tb", "a\nb", "a\r\nb", "a\rb", "a\n\tb", "\n"])
  func staysOneLine(_ sentence: String) {
    var event = Self.event
    event.sentence = sentence
    #expect(!event.text.unicodeScalars.contains { $0 == "\n" || $0 == "\r" })
    #expect(event.text.split(separator: "\t", omittingEmptySubsequences: false).count == 6)
    #expect(StatusEvent(event.text)?.name == "a-1")
  }

  @Test func mayHaveEmptyFields() {
    var event = Self.event
    event.old = ""
    event.sentence = ""
    #expect(StatusEvent(event.text) == event)
  }

  @Test(arguments: [
    "", "\t\t\t\t\t", "junk", "2026-01-01T00:00:00Z\ta\tb\tc\td",
    "2026-01-01T00:00:00Z\t\tb\tc\td\te",
    "soon\ta\tb\tc\td\te", "2026-01-01T00:00:00Z\ta\tb\tc\td\te\tf", "2026-01-01T00:00:00Z",
  ])
  func othersAreRefused(_ line: String) { #expect(StatusEvent(line) == nil) }
}

@Suite struct StatusRulesFieldsTests {
  private static let rules: StatusRules = {
    var rule = StatusRules.Rule()
    rule.name = "two words"
    rule.claim = StatusClaim(.waiting, .permission)
    rule.title = "^[!] "
    rule.last = 12
    rule.cursor = .lastLine
    rule.all = ["^ a", " b "]
    rule.any = ["", "c = d"]
    rule.none = ["rule e"]
    rule.sentence = "?"
    rule.yes = ["y", "Enter"]
    rule.no = ["Escape"]
    var other = StatusRules.Rule()
    other.name = ""
    other.all = ["x"]
    var rules = StatusRules()
    rules.ready = ReadyRule(all: ["^> ", ""], none: ["busy"])
    rules.composer = StatusRules.Composer(line: "^> .*[^ ]")
    rules.rules = [rule, other]
    rules.hooks = ["Stop": StatusClaim(.ready), "Ask me": StatusClaim(.waiting, .signIn)]
    rules.chrome = ["^─", "two words"]
    return rules
  }()

  @Test func areReadAsTheyAreWritten() {
    #expect(StatusRules(fields: Self.rules.fields) == Self.rules)
    #expect(StatusRules(fields: []) == StatusRules())
    #expect(StatusRules().fields.isEmpty)
  }

  @Test(
    arguments: [
      [""], ["rule"], ["odd x"], ["all x"], ["title x"], ["last 3"], ["rule working"],
      ["rule odd name"], ["hook Stop"], ["hook odd Stop"], ["rule waiting/odd name"],
      ["rule working a", "odd x"],
    ])
  func othersAreRefused(_ fields: [String]) { #expect(StatusRules(fields: fields) == nil) }

  @Test func surviveALaunchRecord() throws {
    var record = LaunchRecord()
    record.program = "/p"
    record.runFile = "/r"
    record.lockFile = "/l"
    record.rules = Self.rules
    record.statusHook = "/hooks/on-status"
    record.notifier = ["/agentvm", "__notify"]
    record.home = "/home of mine"
    record.eventsFile = "/home of mine/events.log"
    #expect(try LaunchRecord(decoding: record.encode()) == record)
  }
}

@Suite struct RunRecordStatusTests {
  @Test func survivesItsFile() throws {
    var record = RunRecord(pid: 7, startedAt: Timestamp(seconds: 100))
    record.status = AgentStatus(
      .waiting, kind: .permission, since: Timestamp(seconds: 200), source: .hook, rule: "Ask me",
      sentence: "Bash: echo 'it'\"s\" $(x) \\")
    let file = try Assignments(parsing: record.file.text)
    #expect(RunRecord(file) == record)
  }

  @Test(arguments: [
    "RUN_STATUS=odd\nRUN_STATUS_SOURCE=hook", "RUN_STATUS=working", "RUN_STATUS=waiting/odd",
    "RUN_STATUS=working\nRUN_STATUS_SOURCE=odd", "RUN_STATUS_SOURCE=hook",
  ])
  func anOddStatusIsNone(_ lines: String) throws {
    let text = "RUN_PID=7\nRUN_STARTED_AT=1970-01-01T00:01:40Z\n\(lines)\n"
    let record = RunRecord(try Assignments(parsing: text))
    #expect(record?.pid == 7 && record?.status == nil)
  }
}
