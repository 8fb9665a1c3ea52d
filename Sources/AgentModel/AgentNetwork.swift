/// What an agent may reach, as somebody has said.
package struct AgentNetwork: Sendable, Equatable {
  /// How it is connected; nil for what its profile and the settings say.
  package var mode: NetworkMode?
  /// Hosts and sets of hosts, beside those of its profile and the settings, as they were written.
  package var allowed: [String] = []
  /// Ports of this machine that it can reach.
  package var exposed: [UInt16] = []

  /// Nothing in particular.
  package init() {}
}
