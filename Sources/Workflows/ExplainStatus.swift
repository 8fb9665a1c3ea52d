import AgentModel
import AgentStore
import Host
import TerminalText

/// How a running agent's status came about, as its supervisor tells.
package struct ExplainStatus {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Something that a source has said.
  package struct Testimony: Sendable, Equatable {
    /// Who: a hook, the title, the screen …
    package var source: String
    /// How many seconds ago.
    package var age: Double
    /// What.
    package var claim: String
    /// The rule or event.
    package var rule: String
  }

  /// What its supervisor knows.
  package struct Explanation: Sendable, Equatable {
    /// The verdict.
    package var status = AgentStatus(.unknown)
    /// The terminal's title.
    package var title = ""
    /// What every source said last, those of more authority first.
    package var testimony: [Testimony] = []
    /// The screen's lines.
    package var screen: [String] = []
  }

  /// Throws `WorkflowError.notRunning` or `HostError`.
  package func run(_ agent: Agent) throws -> Explanation {
    guard agent.state == .running else { throw WorkflowError.notRunning(agent.name) }
    let answer = try context.host.supervision.ask(
      [ControlMessage.explain], at: context.layout.controlSocket(agent.name))
    guard case .explanation(let lines) = answer else {
      throw answer == nil
        ? WorkflowError.notRunning(agent.name) : .supervisorBusy(agent.name)
    }
    var explanation = Explanation()
    for line in lines.split(separator: "\n", omittingEmptySubsequences: false) {
      let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      take(
        String(parts[0]), Printable.line(parts.count > 1 ? String(parts[1]) : "", limit: 2000),
        &explanation)
    }
    return explanation
  }

  private func take(_ word: String, _ value: String, _ explanation: inout Explanation) {
    switch word {
    case "status":
      let source = explanation.status.source
      explanation.status = AgentStatus(value, source: source) ?? explanation.status
    case "source":
      explanation.status.source = AgentStatus.Source(rawValue: value) ?? .supervisor
    case "rule": explanation.status.rule = value
    case "sentence": explanation.status.sentence = value
    case "title": explanation.title = value
    case "screen": explanation.screen.append(value)
    case "said":
      let fields = value.split(separator: " ", maxSplits: 3).map(String.init)
      guard fields.count == 4 else { return }
      explanation.testimony.append(
        Testimony(
          source: fields[0], age: Double(Int(fields[1]) ?? 0) / 1000, claim: fields[2],
          rule: fields[3]))
    default: break
    }
  }
}
