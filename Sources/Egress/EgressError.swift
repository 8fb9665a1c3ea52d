import AgentModel

/// What is wrong with a host or an allowlist.
package enum EgressError: UserFacingError, Equatable {
  /// Not a host's name: neither an address nor a pattern is one.
  case invalidHost(String)
  /// An address in any notation; only names can be allowed.
  case address(String)
  /// A name of the machine itself.
  case loopback(String)
  /// Not a port from 1 to 65535.
  case invalidPort(String)
  /// No set of that name.
  case unknownSet(String)

  package var problem: String {
    switch self {
    case .invalidHost: "not a host's name, like api.example.com, or .example.com for all below it"
    case .address: "only names can be allowed, not addresses"
    case .loopback: "the machine itself is no host that can be allowed"
    case .invalidPort: "a port is a number from 1 to 65535"
    case .unknownSet: "no set of hosts has that name"
    }
  }

  package var culprit: String? {
    switch self {
    case .invalidHost(let text), .address(let text), .loopback(let text), .invalidPort(let text),
      .unknownSet(let text):
      text
    }
  }

  package var hint: String? {
    switch self {
    case .address, .loopback: "agentvm spawn … --expose PORT, for a service of this machine"
    default: nil
    }
  }
}
