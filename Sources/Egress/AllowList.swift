import AgentModel

/// What an agent may reach.
package struct AllowList: Sendable, Equatable {
  /// The rules, in the order given.
  package private(set) var rules: [HostRule]

  /// Made of those rules.
  package init(_ rules: [HostRule] = []) { self.rules = rules }

  /// Adds a rule that is not there yet.
  package mutating func add(_ rule: HostRule) {
    if !rules.contains(rule) { rules.append(rule) }
  }

  /// Whether some port of that host may be reached: then its name has an address inside.
  package func names(_ name: HostName) -> Bool { rules.contains { $0.names(name) } }

  /// Whether that may be reached; the rule that says so, or why not.
  package func decision(_ name: HostName, port: UInt16) -> Result<HostRule, Refusal> {
    if let rule = rules.first(where: { $0.allows(name, port: port) }) { return .success(rule) }
    return .failure(names(name) ? .portNotAllowed : .hostNotAllowed)
  }
}

/// Why the gate lets something not through: data for people, the audit and scripts.
package enum Refusal: String, Error, Sendable, CaseIterable {
  /// No rule names the host.
  case hostNotAllowed = "host-not-allowed"
  /// A rule names it, with other ports.
  case portNotAllowed = "port-not-allowed"
  /// It is no name: an address, or the machine itself.
  case notAName = "not-a-name"
  /// The name leads to an address that is not a public one.
  case privateAddress = "private-address"
  /// The name has no address, or nobody says.
  case notResolved = "not-resolved"
  /// What is said inside TLS is another name, or none.
  case otherName = "other-name"
  /// It is not what that port is for.
  case notTLS = "not-tls"
  /// It can't be read.
  case malformed = "malformed"
  /// It took too long.
  case tooSlow = "too-slow"
  /// There are too many connections.
  case tooMany = "too-many"
  /// The host did not answer.
  case unreachable = "unreachable"

  /// The same for people.
  package var sentence: String {
    switch self {
    case .hostNotAllowed: "no rule allows this host"
    case .portNotAllowed: "the host is allowed, this port of it is not"
    case .notAName: "only hosts with names can be reached, no addresses and not the machine itself"
    case .privateAddress: "the name leads to an address that is not public"
    case .notResolved: "the name has no address"
    case .otherName: "another name than the one asked for stands in the TLS handshake"
    case .notTLS: "this port is for TLS"
    case .malformed: "the request can't be read"
    case .tooSlow: "the request took too long"
    case .tooMany: "too many connections at once"
    case .unreachable: "the host does not answer"
    }
  }

  /// Whether a rule would let it through: then it is worth a person's decision.
  package var canBeAllowed: Bool { self == .hostNotAllowed || self == .portNotAllowed }
}
