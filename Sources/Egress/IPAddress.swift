/// An address of IPv4 or IPv6, as its 4 or 16 bytes.
package struct IPAddress: Hashable, Sendable {
  /// In network order.
  package let bytes: [UInt8]

  /// Nil unless there are 4 or 16 bytes.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = Array(bytes)
  }

  /// Whether it is of IPv4.
  package var isV4: Bool { bytes.count == 4 }

  /// Whether it is one of IPv4 for networks without it. Source: RFC 6052.
  package var wrapsV4: Bool { !isV4 && bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0]) }

  /// Whether it belongs to a machine of the public internet. What is reserved, private, local, shared,
  /// multicast, or wraps an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) is not.
  /// Source: the IANA special-purpose address registries (RFC 6890).
  package var isPublic: Bool {
    isV4
      ? !IPAddress.reserved4.contains { $0.holds(bytes) }
      : IPAddress.global6.holds(bytes) && !IPAddress.reserved6.contains { $0.holds(bytes) }
  }

  private struct Block {
    let bytes: [UInt8]
    let bits: Int

    init(_ bits: Int, _ bytes: UInt8...) {
      self.bytes = bytes
      self.bits = bits
    }

    func holds(_ address: [UInt8]) -> Bool {
      for index in 0..<((bits + 7) / 8) {
        let left = bits - index * 8
        let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
        let wanted = index < bytes.count ? bytes[index] : 0
        guard address[index] & mask == wanted & mask else { return false }
      }
      return true
    }
  }

  private static let reserved4 = [
    Block(8, 0), Block(8, 10), Block(10, 100, 64), Block(8, 127), Block(16, 169, 254),
    Block(12, 172, 16), Block(24, 192, 0, 0), Block(24, 192, 0, 2), Block(24, 192, 31, 196),
    Block(24, 192, 52, 193), Block(24, 192, 88, 99), Block(16, 192, 168), Block(24, 192, 175, 48),
    Block(15, 198, 18), Block(24, 198, 51, 100), Block(24, 203, 0, 113), Block(4, 224),
    Block(4, 240),
  ]

  /// Global unicast; everything else is reserved, local or multicast.
  private static let global6 = Block(3, 0x20)
  private static let reserved6 = [
    Block(23, 0x20, 0x01, 0x00), Block(32, 0x20, 0x01, 0x0D, 0xB8), Block(16, 0x20, 0x02),
    Block(16, 0x3F, 0xFE), Block(20, 0x3F, 0xFF, 0x00),
  ]
}

extension IPAddress: CustomStringConvertible {
  /// Dotted, or groups of hexadecimal digits without leading zeros.
  package var description: String {
    guard !isV4 else { return bytes.map(String.init).joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map {
      String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
    }.joined(separator: ":")
  }
}
