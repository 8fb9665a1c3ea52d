/// The first message of a TLS client, as far as the gate must know it: the server's name. It may come
/// in any number of pieces and records.
/// Source: RFC 8446 sections 4.1.2 and 5.1, RFC 6066 section 3.
package enum ClientHello: Equatable, Sendable {
  /// More bytes are needed.
  case unfinished
  /// It is not a client hello, or one that can't be read.
  case malformed
  /// The name that it asks for, as it stands there; nil for none.
  case name(String?)

  /// The most bytes that a hello with its records may have.
  package static let limit = 65536

  private static let handshakeRecord: UInt8 = 22
  private static let clientHello: UInt8 = 1
  private static let serverName: UInt16 = 0

  /// Whether bytes may begin a handshake of TLS.
  package static func mayBegin(_ bytes: some Collection<UInt8>) -> Bool {
    zip(bytes.prefix(2), [handshakeRecord, 3]).allSatisfy { $0 == $1 }
  }

  /// Reads what has come so far.
  package static func read(_ bytes: [UInt8]) -> ClientHello {
    guard mayBegin(bytes) else { return .malformed }
    var message: [UInt8] = []
    var start = 0
    // The handshake's bytes, out of their records.
    while bytes.count - start >= 5 {
      guard bytes[start] == handshakeRecord, bytes[start + 1] == 3 else { return .malformed }
      let length = Int(bytes[start + 3]) << 8 | Int(bytes[start + 4])
      guard (1...16640).contains(length) else { return .malformed }
      let end = min(bytes.count, start + 5 + length)
      message += bytes[(start + 5)..<end]
      if let wanted = size(of: message) {
        guard wanted > 0, wanted <= limit else { return .malformed }
        if message.count >= wanted { return name(in: message[4..<wanted]) }
      }
      guard end == start + 5 + length else { break }
      start = end
    }
    return bytes.count >= limit ? .malformed : .unfinished
  }

  /// How many bytes a whole hello has with its records; nil when its last record holds more than it.
  package static func length(of bytes: [UInt8]) -> Int? {
    var message: [UInt8] = []
    var start = 0
    while bytes.count - start >= 5 {
      let end = start + 5 + (Int(bytes[start + 3]) << 8 | Int(bytes[start + 4]))
      guard end <= bytes.count else { return nil }
      message += bytes[(start + 5)..<end]
      start = end
      if let whole = size(of: message), message.count >= whole {
        return message.count == whole ? start : nil
      }
    }
    return nil
  }

  /// Where a second hello begins: behind a record that changes ciphers and says nothing.
  package static func afterCipherChange(_ bytes: [UInt8]) -> Int {
    bytes.starts(with: [20, 3]) && bytes.count >= 6 && bytes[3] == 0 && bytes[4] == 1 ? 6 : 0
  }

  /// The size of the whole message with its head; 0 when it is another message.
  private static func size(of message: [UInt8]) -> Int? {
    guard let type = message.first else { return nil }
    guard type == clientHello else { return 0 }
    guard message.count >= 4 else { return nil }
    return 4 + (Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3]))
  }

  private static func name(in hello: ArraySlice<UInt8>) -> ClientHello {
    var reader = ByteReader(hello)
    // Version, random, session, cipher suites, compression.
    guard reader.skip(34), reader.skipBlock(width: 1), reader.skipBlock(width: 2),
      reader.skipBlock(width: 1)
    else { return .malformed }
    if reader.isAtEnd { return .name(nil) }
    guard var extensions = reader.block(width: 2), reader.isAtEnd else { return .malformed }
    var found: String?
    while !extensions.isAtEnd {
      guard let type = extensions.number(width: 2), let body = extensions.block(width: 2) else {
        return .malformed
      }
      guard type == UInt(serverName) else { continue }
      // Two of them could be read in two ways.
      guard found == nil, let name = serverName(in: body) else { return .malformed }
      found = name
    }
    return .name(found)
  }

  private static func serverName(in body: ByteReader) -> String? {
    var body = body
    guard var list = body.block(width: 2), body.isAtEnd, list.number(width: 1) == 0,
      let name = list.block(width: 2), list.isAtEnd, !name.rest.isEmpty,
      name.rest.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    return String(decoding: name.rest, as: UTF8.self)
  }
}
