/// All that a supervisor knows of its agent: written by `agentvm` as a file of mode 0600, unlinked
/// by the supervisor before the agent starts, for it holds the agent's environment.
package struct LaunchRecord: Sendable, Equatable {
  /// A folder or file of the host that a root caller's supervisor binds below a folder that the
  /// agent's uid can reach, before it starts the sandbox from there.
  package struct Staged: Sendable, Equatable {
    /// The path on the host.
    package var source: String
    /// The path below the staging folder.
    package var slot: String
    /// Whether what is root's there is the agent's inside, and what the agent makes is root's.
    package var isRoots: Bool

    /// Makes one from its parts.
    package init(source: String, slot: String, isRoots: Bool = false) {
      self.source = source
      self.slot = slot
      self.isRoots = isRoots
    }
  }

  /// An overlay: what is below it is never written.
  package struct Overlay: Sendable, Equatable {
    /// The folder below it.
    package var lower: String
    /// The folder that holds `changes` and `work`; empty for one in memory, which ends with the sandbox.
    package var upper: String
    /// The folder that it is mounted on.
    package var target: String
    /// Whether somebody only looks.
    package var isReadOnly: Bool

    /// Makes one from its parts.
    package init(lower: String, upper: String, target: String, isReadOnly: Bool = false) {
      self.lower = lower
      self.upper = upper
      self.target = target
      self.isReadOnly = isReadOnly
    }
  }

  /// Something in the sandbox that must stay mounted on, whoever gives its name to another file outside.
  package struct Guard: Sendable, Equatable {
    /// What is mounted there.
    package enum Kind: String, Sendable {
      /// Itself, so that it can't be moved away.
      case pinned
      /// Itself, so that it can't be written.
      case readOnly
      /// Nothing that can be read.
      case empty
      /// The file by which git knows that somebody writes its settings: as long as it is there, git outside
      /// gives their name to no other file. Made before the sandbox, and removed at the end.
      case lock
    }
    /// What is mounted there.
    package var kind: Kind
    /// The path inside.
    package var path: String

    /// Makes one from its parts.
    package init(kind: Kind, path: String) {
      self.kind = kind
      self.path = path
    }
  }

  /// What all processes of an agent may use together.
  package struct Group: Sendable, Equatable {
    /// Its name below those of this program.
    package var name: String
    /// What it may use.
    package var limits: AgentLimits
    /// Whether there is no agent without it.
    package var isRequired: Bool

    /// Makes one from its parts.
    package init(name: String, limits: AgentLimits, isRequired: Bool) {
      self.name = name
      self.limits = limits
      self.isRequired = isRequired
    }
  }

  /// The agent's name.
  package var name = ""
  /// The program to start and its arguments: bwrap, or the inner stage itself without a sandbox.
  package var program = ""
  /// bwrap's options.
  package var arguments: [String] = []
  /// The inner stage's argv: what bwrap runs.
  package var inner: [String] = []
  /// The agent's whole environment, as `K=V`.
  package var environment: [String] = []
  /// Where the program starts.
  package var workingDirectory = ""
  /// The system call filter, as bwrap reads it; empty without a sandbox.
  package var seccomp: [UInt8] = []
  /// What bwrap finds its sources in, mounted for it alone before it starts.
  package var overlays: [Overlay] = []
  /// Its control group; nil for none.
  package var group: Group?
  /// The uid and gid to drop to, for a root caller.
  package var uid: UInt32?
  /// What a root caller's supervisor binds.
  package var staged: [Staged] = []
  /// The variables of `environment` that hold secrets, whatever their names say.
  package var secretNames: [String] = []
  /// What of a folder that it works on in place is mounted on, what holds others before those.
  package var guards: [Guard] = []
  /// Where `staged` is bound; each slot is a path below it.
  package var stagingDirectory = ""
  /// The supervisor's record of the run.
  package var runFile = ""
  /// The lock whose second byte the supervisor holds.
  package var lockFile = ""
  /// The file that the pane's pipe writes.
  package var logFile = ""
  /// The folder of the door, bound at `/run/agentvm`.
  package var doorDirectory = ""
  /// Whether it runs on its caller's own terminal, and ends with its caller: there is no pane and no log.
  package var isForeground = false
  /// Whether the door is a named pipe, for an agent that has no sockets.
  package var doorIsPipe = false
  /// tmux and the arguments that name this home's server.
  package var tmux: [String] = []
  /// What to deliver; nil for nothing.
  package var prompt: String?
  /// When the agent takes the prompt.
  package var ready = ReadyRule()
  /// How its status shows.
  package var rules = StatusRules()
  /// tmux key names that submit the prompt.
  package var submitKeys: [String] = []
  /// tmux key names to press once the agent is ready.
  package var startupKeys: [String] = []
  /// Seconds until a prompt that could not be delivered has failed.
  package var readyTimeout = 60
  /// Whether the agent is ended once its turn is done: a headless run of a TUI.
  package var endsWithTurn = false
  /// The most bytes that the log may have; 0 for any number.
  package var logLimit = 0
  /// The supervisor's own socket, which no sandbox shows.
  package var controlSocket = ""
  /// Where the supervisor notes when the log had how many bytes.
  package var timesFile = ""
  /// Seconds after which the agent is ended; 0 for never.
  package var timeLimit = 0
  /// The hook to run once the agent has ended, with its arguments; empty for none.
  package var exitHook: [String] = []
  /// The hook to run when its status changes, where there is one then.
  package var statusHook = ""
  /// What to start when a person may be needed, with its first arguments; empty for nothing.
  package var notifier: [String] = []
  /// The home, an absolute path.
  package var home = ""
  /// The file that every change of status is added to.
  package var eventsFile = ""
  /// What the agent can reach.
  package var network = NetworkMode.host
  /// The hosts that the gate lets through, as rules in text.
  package var allowedHosts: [String] = []
  /// The ports of this machine that the agent can reach.
  package var exposedPorts: [UInt16] = []
  /// Where the supervisor writes what was reached and what was not.
  package var networkFile = ""
  /// The home's audit, to which refusals are added.
  package var auditFile = ""

  /// An empty one.
  package init() {}

  /// Whether `program` is bwrap, which gets `arguments` and `seccomp`, and not the inner stage.
  package var hasSandbox: Bool { !arguments.isEmpty }
}
