import AgentModel
import ArgumentParser
import TerminalText
import Workflows

struct Info: Verb {
  static let configuration = CommandConfiguration(abstract: "Show all that is known of an agent.")

  @Argument(help: "The agent.")
  var name: String

  @Flag(name: .long, help: "As JSON.")
  var json = false

  func run(in context: Context, _ output: Output) throws {
    let agent = try AgentSelection.agent(name, in: context)
    if json {
      return output.line(
        try JSONText.line(AgentJSON(agent: agent, now: context.host.clock.now, withDetails: true)))
    }
    output.line(output.bold("Agent: \(agent.name)"))
    for (label, value) in fields(of: agent, context) {
      output.line(Table.row([("  \(label)", 16), (value, 0)]))
    }
  }

  private func limits(of agent: Agent) -> [(String, String)] {
    var fields: [(String, String)] = []
    if !agent.environmentNames.isEmpty {
      fields.append(("Variables", agent.environmentNames.joined(separator: " ")))
    }
    if !agent.environmentFiles.isEmpty {
      fields.append(("Env files", agent.environmentFiles.joined(separator: " ")))
    }
    if let bytes = agent.limits.memory {
      let scope = agent.run?.group == nil ? "of data in each process" : "in all"
      fields.append(("Memory", "\(ByteCount(bytes: bytes)) \(scope)"))
    }
    if !agent.maskedFiles.isEmpty {
      fields.append(
        ("Seen empty", agent.maskedFiles.map { Printable.line($0) }.joined(separator: " ")))
    }
    if let mode = agent.network.mode {
      let hosts = agent.network.allowed + agent.network.exposed.map { "localhost:\($0)" }
      fields.append(("Network", ([mode.rawValue] + hosts).joined(separator: " ")))
    }
    if let count = agent.limits.processes { fields.append(("Processes", "\(count) at most")) }
    if let share = agent.limits.processorShare {
      fields.append(("Processors", "\(share) % of one"))
    }
    if let seconds = agent.limits.seconds { fields.append(("Time", "\(seconds) s at most")) }
    return fields
  }

  private func fields(of agent: Agent, _ context: Context) -> [(String, String)] {
    var fields = [
      ("Status", Self.text(of: agent.status, now: context.host.clock.now)),
      ("Session", agent.session),
      ("Sandbox", agent.sandboxText),
      ("PID", agent.pid == 0 ? "-" : String(agent.pid)), ("Workspace", agent.workspace),
      ("Home", agent.home), ("Profile", agent.profile ?? "-"),
    ]
    if agent.sandbox.isConfined, !agent.state.isDead {
      fields.append(("Layers", SandboxText.layers(of: agent)))
    }
    if agent.sandbox == .paranoid {
      fields.append(("Changes", "\(context.layout.overlay(agent.name))/changes"))
    }
    if agent.state.isDead {
      var text = EndingText.of(agent.state)
      if agent.run?.timedOut == true { text = "its time was over" }
      if agent.isLegacy { text = "and the original recorded no ends" }
      fields[0].1 = "dead, \(text)"
    }
    if let findings = ReviewPlace(context).run(agent) {
      fields += FindingsText.lines(findings).map { ("Git", $0) }
    }
    if !agent.tags.isEmpty {
      fields.append(("Tags", agent.shownTags))
    }
    if let did = agent.did { fields.append(("DID", did)) }
    if let uid = agent.uid { fields.append(("Uid", String(uid))) }
    if let prompt = agent.promptFile { fields.append(("Prompt", prompt)) }
    if let state = agent.run?.prompt {
      fields.append(
        ("Delivery", state.rawValue + (agent.run?.promptProblem.map { ", \($0)" } ?? "")))
    }
    if !agent.command.isEmpty { fields.append(("Command", agent.shownCommand)) }
    fields += limits(of: agent)
    fields.append(("Created", agent.createdAt?.description ?? "?"))
    if let ended = agent.run?.endedAt, agent.state.isDead {
      fields.append(("Ended", ended.description))
    }
    if let size = context.files.facts(agent.logFile)?.size {
      fields.append(("Log", "\(agent.logFile) (\(size) bytes)"))
    }
    return fields
  }
}

extension Info {
  /// The status, since when, by whom, and what it waits on.
  private static func text(of status: AgentStatus, now: Timestamp) -> String {
    var text = status.text
    if let since = status.since {
      text += " for \(Uptime.text(max(0, now.seconds - since.seconds)))"
    }
    text += ", says its \(status.source.rawValue)"
    if let sentence = status.sentence { text += ": \(Printable.line(sentence))" }
    return text
  }
}

/// How an agent ended, in words.
enum EndingText {
  static func of(_ state: AgentState) -> String {
    guard case .dead(let ending) = state else { return state.word }
    return switch ending {
    case .exited(let status): "exit status \(status)"
    case .killed(let signal): "signal \(signal)"
    case .lost: "lost: nothing recorded its end"
    case nil: "never started"
    }
  }
}
