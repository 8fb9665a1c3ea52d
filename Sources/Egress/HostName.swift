import AgentModel

/// A host's full name in lower case: labels of letters, digits, `-` and `_` with dots between them,
/// at most 253 bytes. No address in any notation, no name of the machine itself, no dot at the end.
/// Source: RFC 1123 section 2.1; what ends in a number is an address to URL parsers.
package struct HostName: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  package let text: String

  package var description: String { text }

  /// Throws `EgressError`.
  package init(_ text: String) throws(EgressError) {
    let name = String(decoding: text.utf8.map(HostName.lower), as: UTF8.self)
    let labels = name.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard let last = labels.last else { throw .invalidHost(text) }
    if text.utf8.contains(where: { $0 == 0x3A || $0 == 0x5B }) || HostName.isNumber(last) {
      throw .address(text)
    }
    guard (1...253).contains(name.utf8.count), labels.allSatisfy(HostName.isLabel) else {
      throw .invalidHost(text)
    }
    let isLocal =
      ["localhost", "localdomain"].contains(String(Substring(last)))
      || name.hasPrefix("ip6-localhost") || name.hasPrefix("ip6-loopback")
    guard !isLocal else { throw .loopback(text) }
    guard labels.count > 1 else { throw .invalidHost(text) }
    self.text = name
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte + 32 : byte
  }

  private static func isLabel(_ label: Substring.UTF8View) -> Bool {
    (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
      && label.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
      }
  }

  /// Whether a last label makes an address of the whole: digits, or `0x` and what follows.
  private static func isNumber(_ label: Substring.UTF8View) -> Bool {
    guard let first = label.first else { return false }
    return label.allSatisfy { (0x30...0x39).contains($0) }
      || (first == 0x30 && label.dropFirst().first == 0x78)
  }
}
