import AgentModel
import ArgumentParser
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

  @Flag(name: .long, help: "Run it without a sandbox: it can do whatever you can.")
  var noSandbox = false

  @Option(
    name: .long,
    help: ArgumentHelp("Seconds for the agent to get ready for its prompt.", valueName: "s"))
  var readyTimeout: Int = 60

  /// The request that they make. Paths become absolute. Throws `UsageError`.
  func request(in context: Context) throws -> AgentRequest {
    var request = AgentRequest()
    request.profile = profile ?? context.settings.defaultProfile
    if identity, noIdentity { throw UsageError.conflict("--gitlawb", "--no-gitlawb") }
    if identity { request.identity = .force }
    if noIdentity { request.identity = .off }
    request.promptFile = prompt.map { Paths.absolute($0, context.host) }
    request.sandbox = noSandbox ? .none : .standard
    guard (1...1_000_000).contains(readyTimeout) else {
      throw UsageError.invalidNumber(what: "--ready-timeout", value: String(readyTimeout))
    }
    request.readyTimeout = readyTimeout
    return request
  }
}

/// The further options of `spawn` and `swarm`.
struct SourceOptions: ParsableArguments {
  @Option(
    name: [.short, .long], help: ArgumentHelp("A tag K=V; may be given often.", valueName: "k=v"))
  var tag: [String] = []

  @Option(name: .long, help: ArgumentHelp("Copy this folder into the workspace.", valueName: "dir"))
  var fromDir: String?

  @Option(name: .long, help: ArgumentHelp("Clone this repository into it.", valueName: "url"))
  var fromGit: String?

  @Option(
    name: [.customLong("ref"), .customLong("branch")],
    help: ArgumentHelp("The branch or tag to clone.", valueName: "ref"))
  var ref: String?

  @Flag(name: .long, help: "Do not wait until the prompt is delivered.")
  var noWait = false

  /// Adds them to a request. Throws `ModelError.invalidTag`.
  func add(to request: inout AgentRequest, in context: Context) throws {
    request.tags = try tag.map { try Tag($0) }
    request.fromDirectory = fromDir.map { Paths.absolute($0, context.host) }
    request.fromGit = fromDir == nil ? fromGit : nil
    request.fromGitRef = ref
  }
}

/// Paths that people type.
enum Paths {
  /// The path from the root, without dots.
  static func absolute(_ path: String, _ host: Host) -> String {
    let whole = path.hasPrefix("/") ? path : "\(host.workingDirectory)/\(path)"
    return host.files.resolved(whole) ?? whole
  }
}
