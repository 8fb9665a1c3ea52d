import AgentModel

/// Where everything of a home lies. The sole author of paths.
package struct HomeLayout: Sendable, Equatable {
  /// The folder of the home, an absolute path.
  package let root: String

  /// The home in `root`, an absolute path.
  package init(root: String) { self.root = root }

  /// Keys and tokens for agents.
  package var environmentFile: String { "\(root)/env" }
  /// Settings.
  package var configurationFile: String { "\(root)/config" }
  /// What has happened, one line each.
  package var journal: String { "\(root)/history.log" }
  /// How every agent's status has changed, one line each.
  package var events: String { "\(root)/events.log" }
  /// What was refused to agents, one line of JSON each.
  package var audit: String { "\(root)/audit.jsonl" }
  /// The events before those.
  package var previousEvents: String { "\(events).previous" }
  /// The user's hooks.
  package var hooks: String { "\(root)/hooks" }
  /// The user's profiles.
  package var profiles: String { "\(root)/profiles" }
  /// The user's keys of the dashboard.
  package var keyBindings: String { "\(root)/keybindings" }
  /// The folder of all workspaces.
  package var workspaces: String { "\(root)/workspaces" }
  /// The folder of all HOMEs.
  package var homes: String { "\(root)/homes" }
  /// The folder of what is known of agents.
  package var state: String { "\(root)/state" }
  /// The folder of what runs now.
  package var run: String { "\(root)/run" }
  /// The staged `/etc` of that number; what it was made of is in a mark beside it.
  package func etc(_ number: Int) -> String { "\(run)/etc.\(number)" }
  /// The tmux server's configuration.
  package var tmuxConfiguration: String { "\(run)/tmux.conf" }
  /// What is unpacked of the executable when nothing is installed beside it.
  package var embedded: String { "\(run)/embedded" }
  /// The number of the next uid for an agent of a root caller.
  package var uidCounter: String { "\(run)/uids" }
  /// The renaming that is going on: the old and the new name, a line each.
  package var renaming: String { "\(run)/renaming" }
  /// The names of the agents that the grid was made of, a line each.
  package var grid: String { "\(run)/grid" }
  /// A file with nothing in it.
  package var emptyFile: String { "\(run)/empty" }
  /// A folder with nothing in it.
  package var emptyFolder: String { "\(run)/empty.d" }
  /// Held while something is typed.
  package var typing: String { "\(run)/typing" }
  /// When the keys of what was typed last are pressed, in nanoseconds of the monotonic clock.
  package var typingEnd: String { "\(run)/typing.end" }
  /// Held while something of the whole home changes.
  package var lock: String { "\(run)/lock" }

  /// The agent's workspace.
  package func workspace(_ name: AgentName) -> String { "\(workspaces)/\(name)" }
  /// The agent's HOME.
  package func home(_ name: AgentName) -> String { "\(homes)/\(name)" }
  /// Where a workspace or a HOME is while it is made; no agent has such a name.
  package func unfinished(_ path: String) -> String {
    "\(FolderPath.parent(path))/.\(FolderPath.name(path)).unfinished"
  }
  /// Whether a name in their folders is one of those.
  package func isUnfinished(_ name: String) -> Bool {
    name.hasPrefix(".") && name.hasSuffix(".unfinished")
  }
  /// The folder of the overlays of all agents that have some.
  package var overlays: String { "\(root)/overlays" }
  /// The overlays of one: what it has changed lies in `changes`.
  package func overlay(_ name: AgentName) -> String { "\(overlays)/\(name)" }
  /// What the agent is.
  package func stateFile(_ name: AgentName) -> String { "\(state)/\(name).env" }
  /// How its run goes.
  package func runFile(_ name: AgentName) -> String { "\(state)/\(name).run" }
  /// What it has written.
  package func logFile(_ name: AgentName) -> String { "\(state)/\(name).log" }
  /// What it had written before it was started again.
  package func previousLogFile(_ name: AgentName) -> String { "\(logFile(name)).previous" }
  /// Whether it lives.
  package func lockFile(_ name: AgentName) -> String { "\(state)/\(name).lock" }
  /// Its launch record, while it starts.
  package func launchFile(_ name: AgentName) -> String { "\(run)/\(name).launch" }
  /// When its log had how many bytes.
  package func timesFile(_ name: AgentName) -> String { "\(state)/\(name).times" }
  /// What it has reached, and what it was kept from.
  package func networkFile(_ name: AgentName) -> String { "\(state)/\(name).net" }
  /// What of its folder git heeds, as it was before an agent that works in place.
  package func placeFile(_ name: AgentName) -> String { "\(state)/\(name).place" }
  /// The socket of its supervisor.
  package func controlSocket(_ name: AgentName) -> String { "\(run)/\(name).sock" }
  /// The folder that becomes its `/run/agentvm`.
  package func door(_ name: AgentName) -> String { "\(run)/\(name).door" }

  /// The tmux server's socket: in the home, or below `fallback` when the path would be longer than
  /// a socket's may be (107 bytes, and tmux appends to it).
  package func tmuxSocket(fallback: String) -> String {
    let path = "\(run)/tmux"
    return path.utf8.count <= 100 ? path : "\(fallback)/\(String(number, radix: 16))"
  }

  /// A number that differs from home to home: 64 bits of FNV-1a of its path, mixed.
  package var number: UInt64 {
    let hash = root.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
    }
    return (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15 >> 8
  }
}
