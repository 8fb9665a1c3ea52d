import AgentModel

/// What the supervisor, those who open sockets for it, and the gate tell each other: a message each, in
/// words.
enum GateMessage: Equatable {
  /// What a socket is for that waits inside.
  enum Kind: String {
    /// The proxy.
    case proxy
    /// Questions for addresses.
    case names
    /// Connections to the addresses that names have.
    case direct
    /// A service of this machine.
    case exposed
  }

  /// Let that rule's host through.
  case allow(String)
  /// A socket comes with this.
  case listen(Kind, port: UInt16)
  /// The gate has counted something.
  case tally(NetworkTally.Key, count: Int)

  /// The most bytes of a message.
  static let limit = 1024

  /// As bytes.
  var encoded: [UInt8] {
    switch self {
    case .allow(let rule): Array("allow \(rule)".utf8)
    case .listen(let kind, let port): Array("listen \(kind.rawValue) \(port)".utf8)
    case .tally(let key, let count):
      Array(
        "tally \(count) \(key.port) \(key.verdict.isEmpty ? "-" : key.verdict) \(key.host)".utf8)
    }
  }

  /// Reads bytes; nil when they are none.
  init?(decoding bytes: some Sequence<UInt8>) {
    let words = String(decoding: Array(bytes), as: UTF8.self).split(
      separator: " ", maxSplits: 4, omittingEmptySubsequences: false
    ).map(String.init)
    switch words.first {
    case "allow" where words.count == 2: self = .allow(words[1])
    case "listen" where words.count == 3:
      guard let kind = Kind(rawValue: words[1]), let port = UInt16(words[2]) else { return nil }
      self = .listen(kind, port: port)
    case "tally" where words.count == 5:
      guard let count = Int(words[1]), count > 0, let port = UInt16(words[2]) else { return nil }
      let verdict = words[3] == "-" ? "" : words[3]
      self = .tally(.init(host: words[4], port: port, verdict: verdict), count: count)
    default: return nil
    }
  }
}
