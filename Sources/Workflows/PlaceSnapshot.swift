/// What of a folder git heeds: what it is to be compared with when an agent has worked there.
struct PlaceSnapshot: Sendable, Equatable {
  /// The folder.
  var folder = ""
  /// Paths in it that settings name: hooks, further settings, programs.
  var named: [String] = []
  /// What stands at a path, so that another thing there has another word.
  var facts: [String: String] = [:]

  /// As it is kept.
  var encoded: [UInt8] {
    let pairs = facts.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
    return Array(([folder, String(named.count)] + named + pairs).joined(separator: "\0").utf8)
  }

  /// Nothing.
  init() {}

  /// Nil for what is not one.
  init?(decoding bytes: [UInt8]) {
    let words = bytes.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard words.count > 1, let count = Int(words[1]), count >= 0, words.count >= 2 + count,
      (words.count - count).isMultiple(of: 2)
    else { return nil }
    folder = words[0]
    named = Array(words[2..<(2 + count)])
    for index in stride(from: 2 + count, to: words.count, by: 2) {
      facts[words[index]] = words[index + 1]
    }
  }
}
