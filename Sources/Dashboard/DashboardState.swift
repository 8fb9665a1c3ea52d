import AgentModel
import Host

/// One agent's line on the dashboard.
package struct DashboardRow: Sendable, Equatable {
  /// The agent's name.
  package var name: AgentName
  /// Whether it lives, and how it ended.
  package var state: AgentState
  /// What it runs, for people.
  package var profile: String
  /// Whether it is in a sandbox.
  package var isConfined: Bool
  /// How far its prompt has come.
  package var prompt: PromptState?

  /// Makes one from its parts.
  package init(
    name: AgentName, state: AgentState, profile: String, isConfined: Bool, prompt: PromptState?
  ) {
    self.name = name
    self.state = state
    self.profile = profile
    self.isConfined = isConfined
    self.prompt = prompt
  }
}

/// All that the dashboard shows.
package struct DashboardState: Sendable, Equatable {
  /// The agents, in the order of the list.
  package private(set) var rows: [DashboardRow] = []
  /// The agent whose screen is shown.
  package private(set) var selected: AgentName?
  /// The screen of the selected agent, as tmux last showed it.
  package var screen: [[Cell]] = []
  /// What there was to say last.
  package var message = ""

  /// An empty one.
  package init() {}

  /// What a key asks for.
  package enum Action: Sendable, Equatable {
    case none
    case quit
    /// Another agent is selected: its screen is wanted.
    case selectionChanged
    case attach(AgentName)
  }

  /// The selected agent.
  package var selectedRow: DashboardRow? { rows.first { $0.name == selected } }

  /// Takes the agents as they are now. The selection stays with its agent, or goes to the one that
  /// took its place.
  package mutating func update(_ rows: [DashboardRow]) {
    let index = self.rows.firstIndex { $0.name == selected } ?? 0
    self.rows = rows
    if !rows.contains(where: { $0.name == selected }) {
      selected = rows.isEmpty ? nil : rows[min(index, rows.count - 1)].name
      screen = []
    }
  }

  /// Takes a key.
  package mutating func take(_ key: Key) -> Action {
    message = ""
    switch key {
    case .character("q"), .terminated: return .quit
    case .up, .character("k"): return move(by: -1)
    case .down, .character("j"): return move(by: 1)
    case .pageUp: return move(by: -10)
    case .pageDown: return move(by: 10)
    case .home, .character("g"): return move(by: -rows.count)
    case .end, .character("G"): return move(by: rows.count)
    case .enter, .character("a"): return attach()
    default: return .none
    }
  }

  private mutating func attach() -> Action {
    guard let row = selectedRow else { return .none }
    guard !row.state.isDead else {
      message = "\(row.name) is dead; its log: agentvm logs \(row.name)"
      return .none
    }
    return .attach(row.name)
  }

  private mutating func move(by step: Int) -> Action {
    guard let index = rows.firstIndex(where: { $0.name == selected }) else { return .none }
    let next = min(max(0, index + step), rows.count - 1)
    guard next != index else { return .none }
    selected = rows[next].name
    screen = []
    return .selectionChanged
  }
}
