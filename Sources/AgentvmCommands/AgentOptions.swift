import AgentModel
import ArgumentParser
import Egress
import Host
import Workflows

/// The options of all verbs that make agents.
struct AgentOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "The kind of agent; agentvm profiles lists them.")
  var profile: String?

  @Option(
    name: [.customShort("P"), .long], help: "A file whose text is the agent's first prompt.")
  var prompt: String?

  @Flag(
    name: [.customLong("gitlawb"), .customLong("id")], help: "Give it a gitlawb identity, or fail.")
  var identity = false

  @Flag(name: [.customLong("no-gitlawb"), .customLong("no-id")], help: "Give it no identity.")
  var noIdentity = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "How tightly it is held: trusted, standard or paranoid.", valueName: "level"))
  var sandbox: String?

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "A layer of its sandbox to do without: seccomp, landlock, limits, cgroup.",
      valueName: "layer"))
  var degrade: [String] = []

  @Flag(name: .long, help: "Run it without a sandbox: it can do whatever you can.")
  var noSandbox = false

  @Option(
    name: .long,
    help: ArgumentHelp("Seconds for the agent to get ready for its prompt.", valueName: "s"))
  var readyTimeout: Int = 60

  @Option(
    name: [.customShort("e"), .customLong("env")],
    help: ArgumentHelp(
      "A variable for it, K=V; K alone for the caller's or the home's.", valueName: "k=v"))
  var env: [String] = []

  @Option(
    name: .long, help: ArgumentHelp("A file of K=V lines for it.", valueName: "file"))
  var envFile: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Memory that it may have, as 512M: all of it with a cgroup, else each process.",
      valueName: "size"))
  var memory: String?

  @Option(
    name: .long, help: ArgumentHelp("How many processes it may have.", valueName: "n"))
  var pids: String?

  @Option(
    name: .long, help: ArgumentHelp("How many processors it may use, as 1.5.", valueName: "n"))
  var cpus: String?

  @Option(name: .long, help: ArgumentHelp("End it after so many seconds.", valueName: "s"))
  var timeout: Double?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What it reaches: allow, the allowed hosts only; none; host, what you can.",
      valueName: "mode"))
  var network: String?

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp(
      "A host that it may reach: name, .name for all below, name:port, @set.", valueName: "host"))
  var allow: [String] = []

  @Option(
    name: .long, parsing: .singleValue,
    help: ArgumentHelp("A port of this machine that it may reach.", valueName: "port"))
  var expose: [String] = []

  @Flag(name: .long, help: "Let it see files of its workspace that may hold secrets, as .env.")
  var showEnvFiles = false

  @Flag(name: .long, help: "Enter its terminal once it runs.")
  var attach = false

  /// The request that they make for a command; without a profile, that of the command's name. Paths
  /// become absolute. Throws `UsageError`.
  func request(_ command: [String], in context: Context) throws -> AgentRequest {
    var request = AgentRequest()
    request.command = command
    request.profile =
      profile ?? ProfileLibrary(context).guess(command) ?? context.settings.defaultProfile
    try addLimits(to: &request)
    try addVariables(to: &request, context)
    try addNetwork(to: &request, context)
    if identity, noIdentity { throw UsageError.conflict("--gitlawb", "--no-gitlawb") }
    if identity { request.identity = .force }
    if noIdentity { request.identity = .off }
    request.promptFile = prompt.map { Paths.absolute($0, context.host) }
    try addSandbox(to: &request, context)
    try addShare(to: &request)
    request.showsSecretFiles = showEnvFiles
    guard (1...1_000_000).contains(readyTimeout) else {
      throw UsageError.invalidNumber(what: "--ready-timeout", value: String(readyTimeout))
    }
    request.readyTimeout = readyTimeout
    return request
  }

  private func addSandbox(to request: inout AgentRequest, _ context: Context) throws {
    let level = try sandbox.map { text in
      guard let level = SandboxLevel.named.first(where: { $0.rawValue == text }) else {
        throw UsageError.notOneOf(
          what: "--sandbox", value: text, SandboxLevel.named.map(\.rawValue))
      }
      return level
    }
    for text in degrade {
      guard let layer = SandboxLayer(rawValue: text) else {
        throw UsageError.notOneOf(
          what: "--degrade", value: text, SandboxLayer.allCases.map(\.rawValue))
      }
      if !request.degraded.contains(layer) { request.degraded.append(layer) }
    }
    if noSandbox {
      if sandbox != nil { throw UsageError.conflict("--sandbox", "--no-sandbox") }
      if !degrade.isEmpty { throw UsageError.conflict("--degrade", "--no-sandbox") }
      request.sandbox = .none
      return
    }
    request.sandbox =
      level ?? context.settings.sandbox
      ?? request.profile.flatMap { ProfileLibrary(context).sandbox(of: $0) } ?? .standard
    if request.sandbox == .paranoid, network == NetworkMode.host.rawValue {
      throw UsageError.conflict("--network host", "--sandbox paranoid")
    }
  }

  private func addLimits(to request: inout AgentRequest) throws {
    if let timeout, !(timeout > 0 && timeout < 1e9) {
      throw UsageError.invalidSeconds(what: "--timeout", value: String(timeout))
    }
    request.limits.seconds = timeout.map { max(1, Int($0.rounded(.up))) }
    if noSandbox,
      let option = [("--memory", memory), ("--pids", pids), ("--cpus", cpus)]
        .first(where: { $0.1 != nil })?.0
    {
      throw UsageError.conflict(option, "--no-sandbox")
    }
    if let memory {
      guard let bytes = ByteCount(memory)?.bytes, bytes >= 1 << 20 else {
        throw UsageError.invalidSize(what: "--memory", value: memory)
      }
      request.limits.memory = bytes
    }
    if let pids {
      guard let count = Int(pids), (2...1_000_000).contains(count) else {
        throw UsageError.outOfRange(what: "--pids", value: pids, least: 2, most: 1_000_000)
      }
      request.limits.processes = count
    }
  }

  private func addShare(to request: inout AgentRequest) throws {
    guard let cpus else { return }
    guard let count = Double(cpus), count >= 0.01, count <= 1024 else {
      throw UsageError.invalidShare(what: "--cpus", value: cpus)
    }
    if request.degraded.contains(.cgroup) {
      throw UsageError.conflict("--cpus", "--degrade cgroup")
    }
    request.limits.processorShare = Int((count * 100).rounded())
  }

  private func addNetwork(to request: inout AgentRequest, _ context: Context) throws {
    if let network {
      guard let mode = NetworkMode(rawValue: network) else {
        throw UsageError.notOneOf(
          what: "--network", value: network, NetworkMode.allCases.map(\.rawValue))
      }
      request.network.mode = mode
    }
    for host in allow { _ = try HostSets(context).rules(host) }
    request.network.allowed = allow
    request.network.exposed = try expose.map { text in
      guard let port = HostRule.port(text) else { throw EgressError.invalidPort(text) }
      return port
    }
    let options = [("--allow", allow), ("--expose", expose)].filter { !$0.1.isEmpty }
    if noSandbox, let option = network.map({ _ in "--network" }) ?? options.first?.0 {
      throw UsageError.conflict(option, "--no-sandbox")
    }
    if let network, network != NetworkMode.allow.rawValue, let option = options.first?.0 {
      throw UsageError.conflict(option, "--network \(network)")
    }
  }

  private func addVariables(to request: inout AgentRequest, _ context: Context) throws {
    try Variables.add(env, envFile, to: &request, context)
  }
}

/// The variables that people type for an agent.
enum Variables {
  /// Adds `--env` and `--env-file` to a request. Throws `ModelError.invalidKey` or `UsageError`.
  static func add(
    _ pairs: [String], _ files: [String], to request: inout AgentRequest, _ context: Context
  ) throws {
    for pair in pairs {
      let equals = pair.firstIndex(of: "=")
      let name = String(pair[..<(equals ?? pair.endIndex)])
      // A wrong pair is not shown whole: its value may be a secret.
      guard Assignments.isKey(name) else { throw UsageError.invalidVariable(name) }
      if let equals {
        request.environment[name] = String(pair[pair.index(after: equals)...])
      } else if !request.environmentNames.contains(name) {
        request.environmentNames.append(name)
      }
    }
    for file in files {
      let path = Paths.absolute(file, context.host)
      if !request.environmentFiles.contains(path) { request.environmentFiles.append(path) }
    }
  }
}

/// Paths that people type.
enum Paths {
  /// The path from the root, without dots. Links in it stay: where they lead is looked at when it is used.
  static func absolute(_ path: String, _ host: Host) -> String {
    var folder = path.hasPrefix("/") ? [] : host.workingDirectory.split(separator: "/")
    var rest = path.split(separator: "/").filter { $0 != "." }[...]
    // The working directory has no links.
    while rest.first == ".." {
      _ = folder.popLast()
      rest = rest.dropFirst()
    }
    let whole = "/" + (folder + rest).joined(separator: "/")
    return rest.contains("..") ? host.files.resolved(whole) ?? whole : whole
  }
}
