/// The file form: `KEY=value` fields, each ended by a NUL byte, repeated keys in order. What has a NUL in it
/// is no argument, variable or path, and would be read as further fields: it is never written.
extension LaunchRecord {
  /// The record as the bytes of its file. Throws `ModelError.invalidRecord` when a value has a NUL in it.
  package func encode() throws(ModelError) -> [UInt8] {
    var bytes: [UInt8] = []
    var isWhole = true
    func field(_ key: String, _ value: String) {
      isWhole = isWhole && !value.utf8.contains(0)
      bytes += Array(key.utf8) + [UInt8(ascii: "=")] + Array(value.utf8) + [0]
    }
    func fields(_ key: String, _ values: [String]) { for value in values { field(key, value) } }
    field("name", name)
    field("program", program)
    fields("argument", arguments)
    fields("inner", inner)
    fields("environment", environment)
    fields("secretName", secretNames)
    field("workingDirectory", workingDirectory)
    field("seccomp", LaunchRecord.hexadecimal(seccomp))
    if let uid { field("uid", String(uid)) }
    for item in staged {
      field("stagedSource", item.source)
      field("stagedSlot", item.slot)
      field("stagedIsRoots", item.isRoots ? "1" : "0")
    }
    for item in overlays {
      field("overlayLower", item.lower)
      field("overlayUpper", item.upper)
      field("overlayTarget", item.target)
      field("overlayReadOnly", item.isReadOnly ? "1" : "0")
    }
    for item in guards {
      field("guardKind", item.kind.rawValue)
      field("guardPath", item.path)
    }
    if let group {
      field("groupName", group.name)
      field("groupMemory", String(group.limits.memory ?? 0))
      field("groupProcesses", String(group.limits.processes ?? 0))
      field("groupShare", String(group.limits.processorShare ?? 0))
      field("groupIsRequired", group.isRequired ? "1" : "0")
    }
    field("stagingDirectory", stagingDirectory)
    field("runFile", runFile)
    field("lockFile", lockFile)
    field("logFile", logFile)
    field("doorDirectory", doorDirectory)
    field("doorIsPipe", doorIsPipe ? "1" : "0")
    field("isForeground", isForeground ? "1" : "0")
    fields("tmux", tmux)
    if let prompt { field("prompt", prompt) }
    fields("readyAll", ready.all)
    fields("readyNone", ready.none)
    fields("rule", rules.fields)
    fields("submitKey", submitKeys)
    fields("startupKey", startupKeys)
    field("readyTimeout", String(readyTimeout))
    field("endsWithTurn", endsWithTurn ? "1" : "0")
    field("logLimit", String(logLimit))
    field("controlSocket", controlSocket)
    field("timesFile", timesFile)
    field("timeLimit", String(timeLimit))
    fields("exitHook", exitHook)
    field("statusHook", statusHook)
    fields("notifier", notifier)
    field("home", home)
    field("eventsFile", eventsFile)
    field("network", network.rawValue)
    fields("allowedHost", allowedHosts)
    fields("exposedPort", exposedPorts.map(String.init))
    field("networkFile", networkFile)
    field("auditFile", auditFile)
    guard isWhole else { throw .invalidRecord(what: "launch record") }
    return bytes
  }

  /// Reads the bytes of a file. Throws `ModelError.invalidRecord`.
  package init(decoding bytes: [UInt8]) throws(ModelError) {
    var values: [String: [String]] = [:]
    guard bytes.last == 0 else { throw .invalidRecord(what: "launch record") }
    for field in bytes.dropLast().split(separator: 0, omittingEmptySubsequences: false) {
      guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else {
        throw .invalidRecord(what: "launch record")
      }
      let key = String(decoding: field[..<equals], as: UTF8.self)
      values[key, default: []].append(String(decoding: field[(equals + 1)...], as: UTF8.self))
    }
    func text(_ key: String) -> String { values[key]?.last ?? "" }
    func list(_ key: String) -> [String] { values[key] ?? [] }
    func number(_ key: String) -> Int { Int(text(key)) ?? 0 }
    self.init()
    name = text("name")
    program = text("program")
    arguments = list("argument")
    inner = list("inner")
    environment = list("environment")
    secretNames = list("secretName")
    workingDirectory = text("workingDirectory")
    seccomp = LaunchRecord.bytes(hexadecimal: text("seccomp"))
    uid = values["uid"]?.last.flatMap { UInt32($0) }
    staged = zip(zip(list("stagedSource"), list("stagedSlot")), list("stagedIsRoots")).map {
      Staged(source: $0.0, slot: $0.1, isRoots: $1 == "1")
    }
    overlays = zip(
      zip(list("overlayLower"), list("overlayUpper")),
      zip(list("overlayTarget"), list("overlayReadOnly"))
    ).map { Overlay(lower: $0.0, upper: $0.1, target: $1.0, isReadOnly: $1.1 == "1") }
    guards = zip(list("guardKind"), list("guardPath")).compactMap { kind, path in
      Guard.Kind(rawValue: kind).map { Guard(kind: $0, path: path) }
    }
    if let name = values["groupName"]?.last {
      var limits = AgentLimits()
      func limit(_ key: String) -> Int? { number(key) > 0 ? number(key) : nil }
      limits.memory = limit("groupMemory")
      limits.processes = limit("groupProcesses")
      limits.processorShare = limit("groupShare")
      group = Group(name: name, limits: limits, isRequired: text("groupIsRequired") == "1")
    }
    stagingDirectory = text("stagingDirectory")
    runFile = text("runFile")
    lockFile = text("lockFile")
    logFile = text("logFile")
    doorDirectory = text("doorDirectory")
    doorIsPipe = text("doorIsPipe") == "1"
    isForeground = text("isForeground") == "1"
    tmux = list("tmux")
    prompt = values["prompt"]?.last
    ready = ReadyRule(all: list("readyAll"), none: list("readyNone"))
    guard let rules = StatusRules(fields: list("rule")) else {
      throw .invalidRecord(what: "launch record")
    }
    self.rules = rules
    submitKeys = list("submitKey")
    startupKeys = list("startupKey")
    readyTimeout = number("readyTimeout")
    endsWithTurn = text("endsWithTurn") == "1"
    logLimit = number("logLimit")
    controlSocket = text("controlSocket")
    timesFile = text("timesFile")
    timeLimit = number("timeLimit")
    exitHook = list("exitHook")
    statusHook = text("statusHook")
    notifier = list("notifier")
    home = text("home")
    eventsFile = text("eventsFile")
    // What can't be understood lets nothing through.
    network = NetworkMode(rawValue: text("network")) ?? .none
    allowedHosts = list("allowedHost")
    exposedPorts = list("exposedPort").compactMap { UInt16($0) }
    networkFile = text("networkFile")
    auditFile = text("auditFile")
    guard !program.isEmpty, !runFile.isEmpty, !lockFile.isEmpty else {
      throw .invalidRecord(what: "launch record")
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = Array(text.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
  }
}
