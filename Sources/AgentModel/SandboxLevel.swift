/// How tightly an agent is held.
package enum SandboxLevel: String, Sendable {
  /// The kernel-enforced sandbox on the agent's own workspace and HOME.
  case standard
  /// No sandbox: the agent can do what its user can.
  case none

  /// The original's word for what enforces it, as in `AGENT_SANDBOX` and JSON.
  package var backend: String { self == .standard ? "bwrap" : "none" }

  /// Reads the original's word. Only `none` is none: whatever else a state file says, or does not
  /// say, an agent is confined.
  package init(backend: String) { self = backend == "none" ? .none : .standard }
}
