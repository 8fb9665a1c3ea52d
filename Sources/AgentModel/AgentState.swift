/// What an agent is doing, as one word.
package enum AgentState: Hashable, Sendable {
  /// A command is making it, or its supervisor has not started it yet.
  case starting
  case running
  case dead(Ending?)

  /// `starting`, `running` or `dead`.
  package var word: String {
    switch self {
    case .starting: "starting"
    case .running: "running"
    case .dead: "dead"
    }
  }

  /// The original's word for it: `running` or `dead`.
  package var status: String {
    if case .dead = self { "dead" } else { "running" }
  }

  /// Whether nothing of it runs.
  package var isDead: Bool {
    if case .dead = self { true } else { false }
  }
}
