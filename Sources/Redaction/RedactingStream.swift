import Glibc

/// A text that comes in pieces of any size, without its secrets: a secret that two pieces share is seen, for
/// only whole lines go out. What begins a private key hides everything to its end.
package final class RedactingStream {
  private let redactor: Redactor
  private var line: [UInt8] = []
  private var isInKey = false

  /// A longer line is not waited for.
  private static let limit = 1 << 16
  private static let keyBegins = Array("PRIVATE KEY-----".utf8)
  private static let keyEnds = Array("-----END ".utf8)

  /// At the start of a text.
  package init(_ redactor: Redactor) { self.redactor = redactor }

  /// Takes a piece; hands on the lines that are whole.
  package func write(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    guard let last = Self.lastLineEnd(bytes) else {
      line += bytes
      if line.count > Self.limit { finish(body) }
      return
    }
    let whole = UnsafeRawBufferPointer(rebasing: bytes[...last])
    if line.isEmpty {
      pass(whole, body)
    } else {
      line += whole
      let joined = line
      line = []
      joined.withUnsafeBytes { pass($0, body) }
    }
    line += bytes[(last + 1)...]
  }

  /// Hands on what is left of a last line.
  package func finish(_ body: (UnsafeRawBufferPointer) -> Void) {
    guard !line.isEmpty else { return }
    let rest = line
    line = []
    rest.withUnsafeBytes { pass($0, body) }
  }

  /// Hands on an unfinished line too, but what a secret may have begun in at its end.
  package func flush(_ body: (UnsafeRawBufferPointer) -> Void) {
    let end = line.lastIndex { $0 <= 0x20 || $0 == UInt8(ascii: ")") || $0 == UInt8(ascii: "]") }
    guard let end, !isInKey else { return }
    let start = Array(line[...end])
    // A name whose value is still to come stays with it.
    guard start.withUnsafeBytes({ redactor.secrets(in: $0) }).isEmpty,
      !start.contains(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") })
    else { return }
    line.removeFirst(start.count)
    start.withUnsafeBytes { body($0) }
  }

  private func pass(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    if redactor.findsKeys, isInKey || Self.holds(bytes, Self.keyBegins) {
      return hideKeys(bytes, body)
    }
    if let redacted = redactor.redacted(bytes) {
      redacted.withUnsafeBytes { body($0) }
    } else {
      body(bytes)
    }
  }

  /// Line by line, for a key is in there.
  private func hideKeys(
    _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      let text = UnsafeRawBufferPointer(rebasing: line)
      let isEnd = line.endIndex == bytes.count
      if isInKey {
        if Self.holds(text, Self.keyEnds) { isInKey = false }
        continue
      }
      guard !isEnd || !text.isEmpty else { continue }
      if Self.holds(text, Self.keyBegins), !Self.holds(text, Self.keyEnds) {
        isInKey = true
        (Redactor.mark + [10]).withUnsafeBytes { body($0) }
        continue
      }
      let ended = isEnd ? Array(text) : Array(text) + [10]
      (redactor.redacted(ended) ?? ended).withUnsafeBytes { body($0) }
    }
  }

  private static func lastLineEnd(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var index = bytes.count - 1
    while index >= 0, bytes[index] != 10 { index -= 1 }
    return index < 0 ? nil : index
  }

  private static func holds(_ bytes: UnsafeRawBufferPointer, _ word: [UInt8]) -> Bool {
    guard let text = bytes.baseAddress else { return false }
    var start = 0
    // The first byte of each is rare enough to be looked for.
    while start < bytes.count,
      let found = memchr(text + start, Int32(word[0]), bytes.count - start)
    {
      let place = text.distance(to: UnsafeRawPointer(found))
      if SecretToken.stands(word, at: place, in: bytes) { return true }
      start = place + 1
    }
    return false
  }
}
