/// Secrets that are known by what stands before them: `API_KEY=…`, `"password": "…"`, `--token …`,
/// `https://user:…@host`.
enum SecretField {
  private static let names = [
    "apikey", "api_key", "api-key", "token", "secret", "password", "passwd", "passphrase",
    "access_key", "access-key", "secret_key", "secret-key", "private_key", "auth_key",
    "authorization", "credential", "credentials", "_key", "accesskey", "secretkey", "privatekey",
  ].map { Array($0.utf8) }

  /// Words that are no values.
  private static let plain: Set<String> = [
    "null", "nil", "none", "true", "false", "undefined", "string", "[redacted]",
  ]

  /// The longest name that is looked at.
  private static let longestName = 64

  /// The value behind the sign `=` or `:` at this place; nil when the name before it is no secret's.
  static func value(at sign: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    var end = sign
    while end > 0, bytes[end - 1] == 0x20, sign - end < 3 { end -= 1 }
    let isQuoted = end > 0 && isQuote(bytes[end - 1])
    if isQuoted { end -= 1 }
    var start = end
    while start > 0, end - start < longestName, SecretToken.isPart(bytes[start - 1]) { start -= 1 }
    // `?key=…` of an address.
    let isParameter = start > 0 && "?&".utf8.contains(bytes[start - 1]) && end == sign
    guard isSecret(bytes[start..<end]) || (isParameter && lower(bytes[start..<end]) == "key") else {
      return nil
    }
    let isLoud = bytes[start..<end].allSatisfy { !(0x61...0x7A).contains($0) }
    // Headers of one's own, and npm's `_authToken`.
    let isField = ["x-", "X-", "_"].contains { bytes[start..<end].starts(with: $0.utf8) }
    let isHeader = lower(bytes[start..<end]).suffix(13) == "authorization"
    return value(
      from: sign + 1, in: bytes,
      certainty: isQuoted || isLoud || isField || isHeader || isParameter ? .sure : .prose,
      isHeader: isHeader)
  }

  /// The word behind an option `--token`, `--api-key` … that begins here.
  static func option(at dash: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    guard dash + 3 < bytes.count, bytes[dash + 1] == UInt8(ascii: "-"),
      dash == 0 || bytes[dash - 1] == 0x20
    else { return nil }
    var end = dash + 2
    while end < bytes.count, SecretToken.isPart(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == 0x20, isSecret(bytes[(dash + 2)..<end]) else {
      return nil
    }
    return value(from: end + 1, in: bytes, certainty: .option, isHeader: false)
  }

  /// The password in an address, at the colon of `://`.
  static func password(at colon: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    guard colon + 3 < bytes.count, bytes[colon + 1] == 0x2F, bytes[colon + 2] == 0x2F else {
      return nil
    }
    var start: Int?
    for index in (colon + 3)..<bytes.count {
      switch bytes[index] {
      case UInt8(ascii: ":") where start == nil: start = index + 1
      case UInt8(ascii: "@"):
        guard let start, index > start else { return nil }
        return start..<index
      case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), 0x22, 0x27: return nil
      default: break
      }
    }
    return nil
  }

  /// How much what stands before a value says.
  private enum Certainty {
    /// It is one, however it looks.
    case sure
    /// It may be a word about the option.
    case option
    /// In prose and programs a name may stand before anything.
    case prose
  }

  private static func value(
    from place: Int, in bytes: UnsafeRawBufferPointer, certainty: Certainty, isHeader: Bool
  ) -> Range<Int>? {
    var start = place
    while start < bytes.count, bytes[start] == 0x20, start - place < 3 { start += 1 }
    let quote = start < bytes.count && isQuote(bytes[start]) ? bytes[start] : nil
    if quote != nil { start += 1 }
    var end = start
    while end < bytes.count, !isEnd(bytes[end], quote, isHeader: isHeader) { end += 1 }
    if isHeader, let blank = bytes[start..<end].firstIndex(of: 0x20) { start = blank + 1 }
    guard end > start, let first = bytes[start..<end].first else { return nil }
    // A reference is no value, and neither is a place for one.
    guard
      ![UInt8(ascii: "$"), UInt8(ascii: "<"), UInt8(ascii: "*"), UInt8(ascii: "{")].contains(first),
      !plain.contains(lower(bytes[start..<end]))
    else { return nil }
    let hasDigit = bytes[start..<end].contains { (0x30...0x39).contains($0) }
    let isLong = end - start >= 8
    let isOne =
      switch certainty {
      case .sure: true
      case .option: hasDigit || isLong
      case .prose: quote != nil || (hasDigit && isLong)
      }
    return isOne ? start..<end : nil
  }

  private static func isEnd(_ byte: UInt8, _ quote: UInt8?, isHeader: Bool) -> Bool {
    if byte == 10 || byte == 13 { return true }
    if let quote { return byte == quote }
    if isHeader { return isQuote(byte) }
    return byte <= 0x20 || isQuote(byte) || "&,;)]}".utf8.contains(byte)
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == 0x22 || byte == 0x27 || byte == 0x60
  }

  private static func isSecret(_ name: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard name.count >= 5, let last = name.last else { return false }
    // Every such name ends so: most others are told by that.
    guard "ynteds".utf8.contains(last | 0x20) else { return false }
    let name = name.map { $0 | ((0x41...0x5A).contains($0) ? 0x20 : 0) }
    return names.contains { name.suffix($0.count).elementsEqual($0) }
      && !name.suffix(10).elementsEqual("public_key".utf8)
  }

  private static func lower(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    String(decoding: bytes, as: UTF8.self).lowercased()
  }
}
