/// What an agent can reach.
package enum NetworkMode: String, Sendable, CaseIterable {
  /// The hosts that are allowed, through the gate, and nothing else.
  case allow
  /// Nothing.
  case none
  /// Whatever its user can: the host's own network.
  case host
}
