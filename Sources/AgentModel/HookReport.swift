/// What an agent's hook reports through the door: an event and what it says, as one message of
/// `EVENT NUL SENTENCE`.
package struct HookReport: Equatable, Sendable {
  /// The agent's own name for what has happened.
  package var event: String
  /// What it says; nil for nothing.
  package var sentence: String?

  /// The most bytes of a message.
  package static let limit = 2048
  private static let eventLimit = 64

  /// Makes one from its parts.
  package init(event: String, sentence: String?) {
    self.event = event
    self.sentence = sentence
  }

  /// Reads a message; nil when it is none.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count <= HookReport.limit else { return nil }
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, !first.isEmpty, first.count <= HookReport.eventLimit,
      first.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    event = String(decoding: first, as: UTF8.self)
    let text = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
    sentence = text.isEmpty ? nil : text
  }

  /// As a message, cut to what one may have.
  package var bytes: [UInt8] {
    let bytes = Array(event.utf8) + [0] + Array((sentence ?? "").utf8)
    return Array(bytes.prefix(HookReport.limit))
  }
}
