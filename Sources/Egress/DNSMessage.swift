/// Messages of DNS, as far as the gate needs them: one question, and the addresses in an answer.
/// Source: RFC 1035 section 4, RFC 8914 for the reason of a refusal.
package enum DNSMessage {
  /// A question.
  package struct Question: Equatable, Sendable {
    /// Who asks calls it so.
    package var id: UInt16
    /// The name in lower case, labels with dots between them; it may be no host's name.
    package var name: String
    /// 1 for addresses of IPv4, 28 for those of IPv6.
    package var type: UInt16
    /// Whether who asks wants it looked up elsewhere.
    package var wantsRecursion: Bool
    /// Whether who asks knows more than the first standard.
    package var hasExtensions: Bool
    /// The question's own bytes.
    fileprivate var bytes: [UInt8]
  }

  /// What is answered.
  package enum Answer: Equatable, Sendable {
    /// An address of IPv4, to be kept for so many seconds.
    case address([UInt8], seconds: UInt32)
    /// The name is there, but nothing of that type.
    case nothing
    /// There is no such name, and why.
    case noSuchName(String)
  }

  /// The type of addresses of IPv4, and of IPv6.
  package static let v4: UInt16 = 1
  /// The type of addresses of IPv6.
  package static let v6: UInt16 = 28
  private static let extensions: UInt16 = 41
  private static let blocked: UInt16 = 15

  /// Reads a question; nil for anything else.
  package static func question(_ bytes: [UInt8]) -> Question? {
    var reader = ByteReader(bytes[...])
    guard bytes.count <= 4096, let id = reader.number(width: 2),
      let flags = reader.number(width: 2),
      let questions = reader.number(width: 2), let answers = reader.number(width: 2),
      let authorities = reader.number(width: 2), let further = reader.number(width: 2),
      flags & 0xF800 == 0, questions == 1, answers == 0, authorities == 0, further <= 1
    else { return nil }
    let start = reader.rest.startIndex
    guard let name = plainName(&reader), let type = reader.number(width: 2),
      reader.number(width: 2) == 1
    else { return nil }
    let end = reader.rest.startIndex
    return Question(
      id: UInt16(id), name: name, type: UInt16(type), wantsRecursion: flags & 0x0100 != 0,
      hasExtensions: further == 1, bytes: Array(bytes[start..<end]))
  }

  /// The answer to a question.
  package static func answer(_ question: Question, _ answer: Answer) -> [UInt8] {
    var code: UInt16 = 0
    var records: [UInt8] = []
    var option: [UInt8] = []
    switch answer {
    case .address(let address, let seconds):
      // The name is that of the question.
      records = [0xC0, 12] + two(v4) + two(1) + two(UInt16(seconds >> 16))
      records += two(UInt16(truncatingIfNeeded: seconds)) + two(UInt16(address.count)) + address
    case .nothing: break
    case .noSuchName(let reason):
      code = 3
      let text = Array(reason.utf8.prefix(200))
      option = two(blocked) + two(UInt16(2 + text.count)) + two(blocked) + text
    }
    let flags: UInt16 = 0x8480 | (question.wantsRecursion ? 0x0100 : 0) | code
    var bytes = two(question.id) + two(flags) + two(1) + two(records.isEmpty ? 0 : 1) + two(0)
    bytes += two(question.hasExtensions ? 1 : 0) + question.bytes + records
    if question.hasExtensions {
      bytes +=
        [0] + two(extensions) + two(1232) + [0, 0, 0, 0] + two(UInt16(option.count)) + option
    }
    return bytes
  }

  /// A question to a name server.
  package static func query(_ name: HostName, type: UInt16, id: UInt16) -> [UInt8] {
    var bytes = two(id) + two(0x0100) + two(1) + two(0) + two(0) + two(0)
    for label in name.text.utf8.split(separator: 0x2E) {
      bytes += [UInt8(label.count)] + label
    }
    return bytes + [0] + two(type) + two(1)
  }

  /// What a name server has answered.
  package struct Response: Equatable, Sendable {
    /// The addresses, of the type asked for.
    package var addresses: [IPAddress] = []
    /// The seconds that they may be kept.
    package var seconds: UInt32 = .max
    /// Whether the server could not say.
    package var isFailed = false
  }

  /// Reads the answer to a query of ours; nil when it is none. One that was cut short has the addresses that
  /// came; a failure of the server is one that `isFailed`.
  package static func response(
    _ bytes: [UInt8], to name: HostName, type: UInt16, id: UInt16
  ) -> Response? {
    var reader = ByteReader(bytes[...])
    guard reader.number(width: 2) == UInt(id), let flags = reader.number(width: 2),
      flags & 0x8000 != 0, flags & 0x7800 == 0,
      reader.number(width: 2) == 1, let answers = reader.number(width: 2), reader.skip(4),
      plainName(&reader) == name.text, reader.number(width: 2) == UInt(type),
      reader.number(width: 2) == 1
    else { return nil }
    var response = Response()
    let isCut = flags & 0x0200 != 0
    response.isFailed = ![0, 3].contains(flags & 0xF)
    if response.isFailed { return response }
    for _ in 0..<answers {
      guard skipName(&reader), let kind = reader.number(width: 2),
        let recordClass = reader.number(width: 2), let seconds = reader.number(width: 4),
        let body = reader.block(width: 2)
      else { return isCut ? response : nil }
      guard kind == UInt(type), recordClass == 1 else { continue }
      guard let address = IPAddress(body.rest), address.isV4 == (type == v4) else { return nil }
      response.addresses.append(address)
      response.seconds = min(response.seconds, UInt32(seconds & 0x7FFF_FFFF))
    }
    return response
  }

  /// A name without pointers, in lower case; nil when it has a byte that no name should have.
  private static func plainName(_ reader: inout ByteReader) -> String? {
    var labels: [String] = []
    var size = 0
    while let length = reader.number(width: 1) {
      if length == 0 { return labels.joined(separator: ".") }
      guard length <= 63, let label = reader.bytes(Int(length)) else { return nil }
      size += label.count + 1
      guard size <= 254, label.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x2E }) else {
        return nil
      }
      labels.append(String(decoding: label, as: UTF8.self).lowercased())
    }
    return nil
  }

  /// Steps over a name that may end in a pointer.
  private static func skipName(_ reader: inout ByteReader) -> Bool {
    while let length = reader.number(width: 1) {
      if length == 0 { return true }
      if length & 0xC0 == 0xC0 { return reader.skip(1) }
      guard length <= 63, reader.skip(Int(length)) else { return false }
    }
    return false
  }

  private static func two(_ number: UInt16) -> [UInt8] {
    [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
  }
}
