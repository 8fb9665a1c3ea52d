/// All that a supervisor knows of its agent: written by `agentvm` as a file of mode 0600, unlinked
/// by the supervisor before the agent starts, for it holds the agent's environment.
package struct LaunchRecord: Sendable, Equatable {
  /// A folder or file of the host that a root caller's supervisor binds below a folder that the
  /// agent's uid can reach, before it starts the sandbox from there.
  package struct Staged: Sendable, Equatable {
    package var source: String
    package var slot: String

    package init(source: String, slot: String) {
      self.source = source
      self.slot = slot
    }
  }

  package var name = ""
  /// The program to start and its arguments: bwrap, or the inner stage itself without a sandbox.
  package var program = ""
  package var arguments: [String] = []
  /// The inner stage's argv: what bwrap runs.
  package var inner: [String] = []
  package var environment: [String] = []
  package var workingDirectory = ""
  package var seccomp: [UInt8] = []
  /// The uid and gid to drop to, for a root caller.
  package var uid: UInt32?
  package var staged: [Staged] = []
  /// Where `staged` is bound; each slot is a path below it.
  package var stagingDirectory = ""
  package var runFile = ""
  package var lockFile = ""
  package var logFile = ""
  /// The folder of the door, bound at `/run/agentvm`.
  package var doorDirectory = ""
  package var tmux: [String] = []
  package var pane = ""
  package var prompt: String?
  package var ready = ReadyRule()
  package var submitKeys: [String] = []
  package var startupKeys: [String] = []
  /// Seconds until a prompt that could not be delivered has failed.
  package var readyTimeout = 60
  /// Whether the agent is ended once its turn is done: a headless run of a TUI.
  package var endsWithTurn = false
  /// The most bytes that the log may have; 0 for any number.
  package var logLimit = 0
  /// The hook to run once the agent has ended, with its arguments; empty for none.
  package var exitHook: [String] = []

  package init() {}

  /// Whether `program` is bwrap, which gets `arguments` and `seccomp`, and not the inner stage.
  package var hasSandbox: Bool { !seccomp.isEmpty }
}
