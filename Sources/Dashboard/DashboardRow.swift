import AgentModel
import Host

/// One agent on the dashboard.
package struct DashboardRow: Sendable, Equatable {
  /// The agent's name.
  package var name: AgentName
  /// What it is doing.
  package var status: AgentStatus
  /// How it ended; nil while it lives.
  package var ending: Ending?
  /// What it runs, for people.
  package var profile: String
  /// What its sandbox lacks, in capitals; nil for nothing.
  package var weakness: String?
  /// How far its prompt has come.
  package var prompt: PromptState?
  /// Its labels.
  package var tags: [String] = []
  /// Its workspace, an absolute path.
  package var workspace = ""
  /// Percent of a processor that its processes use; nil where not known.
  package var cpu: Double?
  /// Bytes of memory that its processes have in use; nil where not known.
  package var memory: Int?
  /// The last line that says something of its work, fit to be drawn.
  package var lastLine: [Cell] = []
  /// What it waits on, fit to be drawn.
  package var sentence: [Cell] = []
  /// tmux's names of the keys that agree to what it waits for; empty where not known.
  package var yes: [String] = []
  /// tmux's names of the keys that refuse.
  package var no: [String] = []

  /// Hosts that it was kept from and that could be allowed, as rules; the latest first.
  package var refusedHosts: [String] = []

  /// Makes one from its parts.
  package init(
    name: AgentName, status: AgentStatus, profile: String, weakness: String? = nil,
    prompt: PromptState? = nil
  ) {
    self.name = name
    self.status = status
    self.profile = profile
    self.weakness = weakness
    self.prompt = prompt
  }

  /// Whether nothing of it runs.
  package var isDead: Bool { status.word == .dead }

  /// Whether it gets no further without a person.
  package var needsPerson: Bool { status.needsPerson || (!isDead && prompt == .failed) }

  /// The swarm that it belongs to by its name: `crawler` of `crawler-3`; nil for a name without a
  /// number.
  package var swarm: String? {
    let name = name.description
    guard let dash = name.lastIndex(of: "-"), dash != name.startIndex else { return nil }
    let number = name[name.index(after: dash)...]
    guard !number.isEmpty, number.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return String(name[..<dash])
  }
}

/// The screen of an agent, as it is now.
package struct PaneScreen: Sendable, Equatable {
  /// Its cells, line by line.
  package var lines: [[Cell]]
  /// Where its cursor is: row and column; nil when it is hidden.
  package var cursor: (row: Int, column: Int)? {
    get { cursorRow.map { ($0, cursorColumn) } }
    set {
      cursorRow = newValue?.row
      cursorColumn = newValue?.column ?? 0
    }
  }
  private var cursorRow: Int?
  private var cursorColumn = 0

  /// Makes one from its parts.
  package init(lines: [[Cell]] = [], cursor: (row: Int, column: Int)? = nil) {
    self.lines = lines
    self.cursor = cursor
  }
}
