/// How tightly an agent is held.
package enum SandboxLevel: String, Sendable, CaseIterable {
  /// In place, on the user's own folder, with a debugger's system calls.
  case trusted
  /// On a workspace of its own.
  case standard
  /// Behind overlays that are thrown away, with every layer there is.
  case paranoid
  /// No sandbox: the agent can do what its user can.
  case none

  /// The levels that somebody can ask for by name.
  package static let named: [SandboxLevel] = [.trusted, .standard, .paranoid]

  /// Whether there is a sandbox.
  package var isConfined: Bool { self != .none }

  /// The original's word for what enforces it, as in `AGENT_SANDBOX` and JSON.
  package var backend: String { isConfined ? "bwrap" : "none" }

  /// Reads the original's word and ours. Only `none` is none: whatever else a state file says, or does
  /// not say, an agent is confined.
  package init(backend: String, level: String?) {
    self = backend == "none" ? .none : .standard
    if self != .none, let level = level.flatMap(SandboxLevel.init(rawValue:)), level.isConfined {
      self = level
    }
  }

  /// The layers without which no agent of this level starts, unless somebody does without one.
  package var needs: [SandboxLayer] {
    switch self {
    case .none: []
    case .trusted, .standard: [.seccomp, .limits]
    case .paranoid: [.seccomp, .limits, .landlock, .cgroup]
    }
  }

  /// The most processes that an agent may have, unless it is said otherwise.
  package var processLimit: Int {
    switch self {
    case .trusted: 4096
    case .standard, .none: 512
    case .paranoid: 256
    }
  }
}
