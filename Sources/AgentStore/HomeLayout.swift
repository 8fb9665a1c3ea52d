import AgentModel

/// Where everything of a home lies. The sole author of paths.
package struct HomeLayout: Sendable, Equatable {
  package let root: String

  /// The home in `root`, an absolute path.
  package init(root: String) { self.root = root }

  package var environmentFile: String { "\(root)/env" }
  package var configurationFile: String { "\(root)/config" }
  package var journal: String { "\(root)/history.log" }
  package var hooks: String { "\(root)/hooks" }
  package var profiles: String { "\(root)/profiles" }
  package var workspaces: String { "\(root)/workspaces" }
  package var homes: String { "\(root)/homes" }
  package var state: String { "\(root)/state" }
  package var run: String { "\(root)/run" }
  /// The staged `/etc` of that number; what it was made of is in a mark beside it.
  package func etc(_ number: Int) -> String { "\(run)/etc.\(number)" }
  package var tmuxConfiguration: String { "\(run)/tmux.conf" }
  /// What is unpacked of the executable when nothing is installed beside it.
  package var embedded: String { "\(run)/embedded" }
  /// The number of the next uid for an agent of a root caller.
  package var uidCounter: String { "\(run)/uids" }
  /// Held while something of the whole home changes.
  package var lock: String { "\(run)/lock" }

  package func workspace(_ name: AgentName) -> String { "\(workspaces)/\(name)" }
  package func home(_ name: AgentName) -> String { "\(homes)/\(name)" }
  package func stateFile(_ name: AgentName) -> String { "\(state)/\(name).env" }
  package func runFile(_ name: AgentName) -> String { "\(state)/\(name).run" }
  package func logFile(_ name: AgentName) -> String { "\(state)/\(name).log" }
  package func lockFile(_ name: AgentName) -> String { "\(state)/\(name).lock" }
  package func launchFile(_ name: AgentName) -> String { "\(run)/\(name).launch" }
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
