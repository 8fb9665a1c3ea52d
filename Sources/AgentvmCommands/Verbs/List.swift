import AgentModel
import ArgumentParser
import Workflows

struct List: Verb {
  static let configuration = CommandConfiguration(abstract: "List agents.")

  @Flag(name: .long, help: "As JSON.")
  var json = false

  @Flag(name: [.short, .long], help: "Only names.")
  var quiet = false

  @Option(name: [.short, .long], help: ArgumentHelp("Only those with this tag.", valueName: "k=v"))
  var tag: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("A status, such as waiting; running for all that live.", valueName: "state"))
  var status: String?

  func run(in context: Context, _ output: Output) throws {
    if let status, !ListError.states.contains(status) { throw ListError.invalidStatus(status) }
    let agents = try AgentSelection.all(tag: tag, in: context, output).filter {
      status == nil || $0.state.status == status || $0.status.word.rawValue == status
    }
    let now = context.host.clock.now
    if json {
      if quiet { return output.line(try JSONText.line(agents.map(\.name.description))) }
      return output.line(try JSONText.line(agents.map { AgentJSON(agent: $0, now: now) }))
    }
    if quiet { return output.lines(agents.map(\.name.description)) }
    guard !agents.isEmpty else {
      return output.note(
        tag == nil && status == nil
          ? "no agents; agentvm spawn NAME starts one" : "no such agents")
    }
    var rows = [["NAME", "STATUS", "PID", "SANDBOX", "PROFILE", "CREATED", "TAGS"]]
    rows += agents.map { agent in
      [
        agent.name.description, agent.status.word.rawValue, agent.pid == 0 ? "-" : "\(agent.pid)",
        SandboxText.short(agent), agent.profile ?? "-", agent.createdAt?.description ?? "?",
        agent.tags.isEmpty ? "-" : agent.shownTags,
      ]
    }
    var lines = Table.lines(rows, widths: [20, 10, 8, 10, 12, 24])
    lines.insert(Table.rule(110), at: 1)
    output.lines(lines)
  }
}

/// An agent's sandbox in words.
enum SandboxText {
  /// The original's word, or the level where it is not the usual one; and the layers that are missing.
  static func short(_ agent: Agent) -> String {
    let level = agent.sandbox == .standard ? agent.sandbox.backend : agent.sandbox.rawValue
    return agent.degraded.isEmpty
      ? level : "\(level), NO \(agent.degraded.map(\.rawValue).joined(separator: ","))"
  }

  /// The layers that hold a running agent.
  static func layers(of agent: Agent) -> String {
    var layers = ["namespaces"]
    if !agent.degraded.contains(.seccomp) { layers.append("seccomp") }
    if let version = agent.run?.landlock { layers.append("landlock \(version)") }
    if !agent.degraded.contains(.limits) { layers.append("limits") }
    if let group = agent.run?.group { layers.append("cgroup (\(group))") }
    if agent.network.mode == .allow {
      layers.append(agent.run?.gateHasEnded == true ? "gate (ended: nothing gets out)" : "gate")
    }
    return layers.joined(separator: ", ")
  }
}

/// What `list` can't filter by.
enum ListError: UserFacingError, Equatable {
  case invalidStatus(String)

  /// The words that agents can be listed by.
  static let states = ["running"] + AgentStatus.Word.allCases.map(\.rawValue)

  var problem: String { "a state is one of \(ListError.states.joined(separator: ", "))" }

  var culprit: String? {
    switch self {
    case .invalidStatus(let text): text
    }
  }
}
