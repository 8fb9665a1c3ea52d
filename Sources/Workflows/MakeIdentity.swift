import AgentModel
import Host

/// Gives a new agent a gitlawb identity, by the `gl` of the host. Only while its HOME is fresh: gl
/// runs outside the sandbox, and must not meet what an agent has left there.
package struct MakeIdentity {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// The DID, if one was made. Throws `WorkflowError.identityUnavailable` or `.identityFailed` when
  /// the agent must have one.
  package func run(_ agent: Agent, isNew: Bool) throws -> (did: String?, warnings: [String]) {
    let isForced = agent.identityMode == .force
    let isOff = agent.identityMode == .off || (!isForced && context.settings.identityIsOff)
    guard !isOff, agent.did == nil else { return (nil, []) }
    guard let program = context.host.processes.find("gl", in: directories) else {
      if isForced { throw WorkflowError.identityUnavailable }
      return (nil, [])
    }
    guard isNew else {
      if isForced { throw WorkflowError.identityFailed(reason: "the agent's HOME is not new") }
      return (nil, [])
    }
    guard call(program, ["identity", "new"], agent).status == 0 else {
      return try fail("gl identity new", isForced)
    }
    var warnings: [String] = []
    if call(program, ["register"], agent).status != 0 {
      warnings.append("the identity could not be registered")
    }
    let shown = call(program, ["identity", "show"], agent)
    let did = shown.text.split(separator: "\n").first.map(String.init) ?? ""
    guard shown.status == 0, did.hasPrefix("did:") else {
      return try fail("gl identity show", isForced)
    }
    return (did, warnings)
  }

  private var directories: [String] {
    let own = context.host.environment["HOME"].map { ["\($0)/.local/bin"] } ?? []
    return own + ["/usr/local/bin", "/usr/bin"] + context.programDirectories
  }

  private func fail(
    _ what: String, _ isForced: Bool
  ) throws -> (did: String?, warnings: [String]) {
    if isForced { throw WorkflowError.identityFailed(reason: what) }
    return (nil, ["the identity could not be made: '\(what)'"])
  }

  private func call(_ program: String, _ arguments: [String], _ agent: Agent) -> Completion {
    let environment = ["HOME=\(agent.home)", "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"]
    let call = Invocation(
      program, arguments, environment: environment, directory: agent.home)
    return (try? context.host.processes.run(call)) ?? Completion(status: 126)
  }
}
