/// The first message of a TLS server, as far as the gate must know it: whether it wants another client
/// hello, in which another name could stand.
/// Source: RFC 8446 sections 4.1.3 and 4.1.4.
package enum ServerHello: Equatable, Sendable {
  /// More bytes are needed.
  case unfinished
  /// It wants another client hello.
  case retry
  /// It is anything else.
  case other

  /// How many bytes tell.
  package static let size = 43

  /// SHA-256 of "HelloRetryRequest".
  private static let retryRandom: [UInt8] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
  ]

  /// Reads what has come so far: a record, the message's head, its version, its random.
  package static func read(_ bytes: [UInt8]) -> ServerHello {
    if bytes.count > 0, bytes[0] != 22 { return .other }
    if bytes.count > 5, bytes[5] != 2 { return .other }
    guard bytes.count >= size else { return .unfinished }
    return Array(bytes[11..<size]) == retryRandom ? .retry : .other
  }
}
