import AgentModel
import ArgumentParser
import Host
import TerminalText
import Workflows

struct Status: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show what agents are doing, since when, and who says so.",
    discussion: """
      starting, idle (nothing sent yet), working, waiting (permission, question, sign-in), failing
      (retrying, authentication, rate-limit), done (its turn has ended), dead, unknown. The profile's
      rules are in profiles/NAME.status.yaml; those of your home come before the shipped ones.
      """)

  @Argument(help: "The agents; all when none is given.")
  var names: [String] = []

  @Flag(name: .long, help: "Show what each source says, and which rule decided.")
  var explain = false

  @Flag(name: .long, help: "As JSON.")
  var json = false

  @Flag(name: .long, help: "A segment for the status line of your own tmux.")
  var tmux = false

  @Option(
    name: .long,
    help: ArgumentHelp("Save the agent's screen as a labelled case.", valueName: "file"))
  var record: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What is true of the recorded screen, where it is not what is shown.",
      valueName: "state"))
  var state: String?

  @Flag(name: .long, help: "Check the rules against labelled cases: files or folders of *.case.")
  var check = false

  func run(in context: Context, _ output: Output) throws {
    if check { return try CheckStatus(context, output).run(names) }
    if let record { return try save(to: record, context, output) }
    if state != nil { throw UsageError.missing(what: "--record FILE") }
    let agents =
      names.isEmpty
      ? try AgentSelection.all(tag: nil, in: context, output)
      : try names.map { try AgentSelection.agent($0, in: context) }
    if tmux { return output.line(TmuxSegment.text(of: agents)) }
    if explain { return try explain(agents, context, output) }
    let now = context.host.clock.now
    if json { return output.line(try JSONText.line(agents.map { StatusJSON(agent: $0) })) }
    guard !agents.isEmpty else { return output.note("no agents; agentvm spawn NAME starts one") }
    var rows = [["NAME", "STATUS", "SINCE", "SOURCE", "SENTENCE"]]
    rows += agents.map { agent in
      let status = agent.status
      return [
        agent.name.description, status.text,
        status.since.map { Uptime.text(max(0, now.seconds - $0.seconds)) } ?? "-",
        status.source.rawValue,
        // What it has no sandbox against comes first, for it is seldom, and never to be overlooked.
        [agent.state.isDead ? nil : agent.weakness, status.sentence.map { Printable.line($0) }]
          .compactMap(\.self).joined(separator: "  "),
      ]
    }
    var lines = Table.lines(rows, widths: [20, 20, 8, 11])
    lines.insert(Table.rule(80), at: 1)
    output.lines(lines)
  }

  private func explain(_ agents: [Agent], _ context: Context, _ output: Output) throws {
    for (index, agent) in agents.enumerated() {
      if index > 0 { output.line() }
      guard agent.state == .running else {
        output.line("\(output.bold(agent.name.description)): \(agent.status.text)")
        continue
      }
      let explanation = try ExplainStatus(context).run(agent)
      let status = explanation.status
      output.line("\(output.bold(agent.name.description)): \(status.text)")
      output.line(
        Table.row([("  decided by", 14), ("\(status.source.rawValue): \(status.rule ?? "-")", 0)]))
      if let sentence = status.sentence {
        output.line(Table.row([("  sentence", 14), (sentence, 0)]))
      }
      output.line(Table.row([("  title", 14), (explanation.title, 0)]))
      for item in explanation.testimony {
        let tenths = Int(item.age * 10)
        output.line(
          Table.row([
            ("  \(item.source)", 14), (item.claim, 22), ("\(tenths / 10).\(tenths % 10) s ago", 14),
            (item.rule, 0),
          ]))
      }
      if explanation.testimony.isEmpty { output.line("  no source says anything") }
    }
  }

  private func save(to file: String, _ context: Context, _ output: Output) throws {
    guard names.count == 1 else { throw UsageError.missing(what: "NAME") }
    let agent = try AgentSelection.running(names[0], in: context)
    let explanation = try ExplainStatus(context).run(agent)
    let truth = state ?? Self.claim(of: explanation.status)
    guard truth == "unknown" || StatusClaim(truth) != nil else {
      throw StatusVerbError.invalidState(truth)
    }
    let labelled = StatusCase(
      profile: agent.profile ?? ProfileLibrary.commandName, state: truth,
      title: explanation.title, screen: explanation.screen)
    let path = file.hasPrefix("/") ? file : "\(context.host.workingDirectory)/\(file)"
    try context.files.write(path, Array(labelled.text.utf8), permissions: 0o644)
    output.info("saved as \(truth): \(Printable.line(file))")
  }

  /// The claim behind a status: whether a ready one is idle or done, no screen tells.
  private static func claim(of status: AgentStatus) -> String {
    switch status.word {
    case .idle, .done: StatusClaim.Word.ready.rawValue
    case .working, .waiting, .failing: status.text
    default: AgentStatus.Word.unknown.rawValue
    }
  }
}

/// An agent's status as JSON.
private struct StatusJSON: Encodable {
  let agent: Agent

  private enum Key: String, CodingKey {
    case name, state, kind, since, source, rule, sentence
  }

  func encode(to encoder: any Encoder) throws {
    let status = agent.status
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(agent.name.description, forKey: .name)
    try values.encode(status.word.rawValue, forKey: .state)
    try values.encode(status.kind?.rawValue, forKey: .kind)
    try values.encode(status.since?.description, forKey: .since)
    try values.encode(status.source.rawValue, forKey: .source)
    try values.encode(status.rule, forKey: .rule)
    try values.encode(status.sentence, forKey: .sentence)
  }
}

/// What `status` can't do.
enum StatusVerbError: UserFacingError, Equatable {
  case invalidState(String)
  case notACase(String)
  case wrongReadings(Int)

  var problem: String {
    switch self {
    case .invalidState:
      "a screen's state is ready, working, waiting/KIND, failing/KIND or unknown"
    case .notACase: "not a labelled case"
    case .wrongReadings: "cases that the rules read wrong"
    }
  }

  var culprit: String? {
    switch self {
    case .invalidState(let text), .notACase(let text): text
    case .wrongReadings(let count): String(count)
    }
  }
}

/// What stands in the status line of somebody's own tmux: how many wait, fail, work, are done. In
/// tmux's own words for colours, and nothing of an agent's.
enum TmuxSegment {
  static func text(of agents: [Agent]) -> String {
    let parts: [(AgentStatus.Word, String, String)] = [
      (.waiting, "colour220", "?"), (.failing, "colour203", "!"), (.working, "colour114", "*"),
      (.done, "colour75", "+"),
    ]
    return parts.compactMap { word, color, mark in
      let count = agents.filter { $0.status.word == word }.count
      return count == 0 ? nil : "#[fg=\(color)]\(mark)\(count)#[default]"
    }.joined(separator: " ")
  }
}
