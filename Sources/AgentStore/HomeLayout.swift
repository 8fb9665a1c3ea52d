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
  package var etc: String { "\(run)/etc" }
  package var tmuxConfiguration: String { "\(run)/tmux.conf" }
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
    return path.utf8.count <= 100 ? path : "\(fallback)/\(HomeLayout.hash(root))"
  }

  /// A short name for a home's path: 64 bits of FNV-1a, in hexadecimal.
  private static func hash(_ text: String) -> String {
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
    }
    return String(hash, radix: 16)
  }
}
