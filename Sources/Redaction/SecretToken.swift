/// Secrets that are known by how they begin, as their makers write them so that they can be found.
enum SecretToken {
  private struct Kind {
    let prefix: [UInt8]
    /// How many characters follow at least.
    let least: Int

    init(_ prefix: String, _ least: Int) {
      self.prefix = Array(prefix.utf8)
      self.least = least
    }
  }

  /// The longest first where one begins as another does.
  private static let kinds = [
    Kind("sk-ant-", 8), Kind("sk-proj-", 8), Kind("sk-or-", 8), Kind("sk-svcacct-", 8),
    Kind("sk-", 16), Kind("AKIA", 16), Kind("ASIA", 16), Kind("ghp_", 20), Kind("gho_", 20),
    Kind("ghu_", 20), Kind("ghs_", 20), Kind("ghr_", 20), Kind("github_pat_", 20),
    Kind("glpat-", 16), Kind("xoxb-", 10), Kind("xoxp-", 10), Kind("xoxa-", 10),
    Kind("xoxr-", 10), Kind("xoxs-", 10), Kind("xapp-", 10), Kind("AIza", 30), Kind("gsk_", 20),
    Kind("hf_", 20), Kind("npm_", 30), Kind("pypi-", 30), Kind("r8_", 20), Kind("sk_live_", 10),
    Kind("rk_live_", 10), Kind("sk_test_", 10), Kind("xai-", 20), Kind("nvapi-", 20),
    Kind("dop_v1_", 20), Kind("SG.", 20), Kind("ya29.", 20), Kind("eyJ", 17),
  ]

  /// By their first bytes.
  private static let byFirst: [[Kind]] = {
    var table = [[Kind]](repeating: [], count: 256)
    for kind in kinds { table[Int(kind.prefix[0])].append(kind) }
    return table
  }()

  static let firstBytes: Set<UInt8> = Set(kinds.map { $0.prefix[0] }).union("0123456789Bb".utf8)

  /// The secret part of a token that begins here, at the beginning of a word; nil when there is none.
  static func secret(at index: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    let first = bytes[index]
    if (0x30...0x39).contains(first) { return messenger(at: index, in: bytes) }
    for kind in byFirst[Int(first)] where stands(kind.prefix, at: index, in: bytes) {
      let start = index + kind.prefix.count
      let end = self.end(from: start, in: bytes)
      guard end - start >= kind.least else { continue }
      return start..<end
    }
    return bearer(at: index, in: bytes)
  }

  /// `Bearer`, a blank, and what is borne.
  private static func bearer(at index: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    guard bytes.count - index > 7, bytes[index] | 0x20 == UInt8(ascii: "b"),
      bytes[(index + 1)..<(index + 7)].elementsEqual("earer ".utf8)
    else { return nil }
    let end = self.end(from: index + 7, in: bytes)
    return end - index - 7 >= 8 ? (index + 7)..<end : nil
  }

  /// A bot's token of Telegram: its number, a colon, 35 characters.
  private static func messenger(at index: Int, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    var colon = index
    while colon < bytes.count, (0x30...0x39).contains(bytes[colon]) { colon += 1 }
    guard (8...10).contains(colon - index), colon < bytes.count,
      bytes[colon] == UInt8(ascii: ":")
    else { return nil }
    var end = colon + 1
    while end < bytes.count, isPart(bytes[end]) { end += 1 }
    return end - colon - 1 == 35 ? (colon + 1)..<end : nil
  }

  private static func end(from start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
    var end = start
    while end < bytes.count, isPart(bytes[end]) || bytes[end] == UInt8(ascii: ".") { end += 1 }
    // A full stop at the end is the sentence's.
    while end > start, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    return end
  }

  /// Whether a word stands at a place.
  static func stands(_ word: [UInt8], at index: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count - index >= word.count else { return false }
    for offset in word.indices where bytes[index + offset] != word[offset] { return false }
    return true
  }

  /// Letters, digits, `_` and `-`.
  static func isPart(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == 0x5F || byte == 0x2D
  }
}
