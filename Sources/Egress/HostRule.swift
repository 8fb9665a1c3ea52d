import AgentModel

/// One line of an allowlist: a host, or every name below one, and a port. As text `api.example.com`,
/// `.example.com`, `git.example.com:22`; without a port it is 443.
package struct HostRule: Hashable, Sendable, CustomStringConvertible {
  /// The name, or what the names end in.
  package let host: HostName
  /// Whether every name below `host` is meant, and not `host` itself.
  package let isWildcard: Bool
  /// The port.
  package let port: UInt16

  /// The port of TLS.
  package static let standardPort: UInt16 = 443

  /// Makes one from its parts.
  package init(_ host: HostName, isWildcard: Bool = false, port: UInt16 = standardPort) {
    self.host = host
    self.isWildcard = isWildcard
    self.port = port
  }

  /// Reads the text. Throws `EgressError`.
  package init(_ text: String) throws(EgressError) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let name = parts.first else { throw .address(text) }
    var port = HostRule.standardPort
    if parts.count == 2 {
      guard let number = HostRule.port(parts[1]) else { throw .invalidPort(text) }
      port = number
    }
    let isWildcard = name.hasPrefix(".")
    let host: HostName
    do {
      host = try HostName(String(isWildcard ? name.dropFirst() : name))
    } catch {
      switch error {
      case .address: throw .address(text)
      case .loopback: throw .loopback(text)
      default: throw .invalidHost(text)
      }
    }
    self.init(host, isWildcard: isWildcard, port: port)
  }

  /// A port in plain decimal digits; nil for anything else.
  package static func port(_ text: some StringProtocol) -> UInt16? {
    guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = UInt16(text), number > 0
    else { return nil }
    return number
  }

  /// Whether it speaks of that name, whatever the port.
  package func names(_ name: HostName) -> Bool {
    isWildcard ? name.text.hasSuffix(".\(host.text)") : name == host
  }

  /// Whether it lets that through.
  package func allows(_ name: HostName, port: UInt16) -> Bool {
    self.port == port && names(name)
  }

  package var description: String {
    let name = isWildcard ? ".\(host)" : host.text
    return port == HostRule.standardPort ? name : "\(name):\(port)"
  }
}
