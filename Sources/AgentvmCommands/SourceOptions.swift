import AgentModel
import ArgumentParser
import Workflows

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

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Work on this folder itself, at level trusted or paranoid.", valueName: "dir"))
  var inPlace: String?

  @Flag(name: .long, help: "Do not wait until the prompt is delivered.")
  var noWait = false

  /// Adds them to a request. Throws `ModelError.invalidTag` or `UsageError`.
  func add(
    to request: inout AgentRequest, _ options: AgentOptions, in context: Context
  ) throws {
    if let inPlace {
      for (option, value) in [("--from-dir", fromDir), ("--from-git", fromGit)] where value != nil {
        throw UsageError.conflict(option, "--in-place")
      }
      if options.noSandbox { throw UsageError.conflict("--in-place", "--no-sandbox") }
      if request.sandbox == .standard {
        if options.sandbox != nil { throw UsageError.conflict("--in-place", "--sandbox standard") }
        request.sandbox = .trusted
      }
      request.place = Paths.absolute(inPlace, context.host)
    }
    request.tags = try tag.map { try Tag($0) }
    request.fromDirectory = fromDir.map { Paths.absolute($0, context.host) }
    request.fromGit = fromDir == nil ? fromGit : nil
    request.fromGitRef = ref
  }
}
