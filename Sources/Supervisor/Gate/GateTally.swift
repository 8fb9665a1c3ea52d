import AgentModel
import Egress

/// What has gone through the gate and what not, counted, until the supervisor is told.
struct GateTally {
  private var counts: [NetworkTally.Key: Int] = [:]

  /// The most different things that are counted one by one until the next report.
  private static let most = 500
  /// Bytes of a host's name that are told.
  private static let nameLimit = 253

  var isEmpty: Bool { counts.isEmpty }

  /// Counts one connection: `verdict` is nil for one that was made.
  mutating func add(_ host: String, _ port: UInt16, _ refusal: Refusal?) {
    let plain = host.utf8.prefix(Self.nameLimit).map { (0x21...0x7E).contains($0) ? $0 : 0x3F }
    var key = NetworkTally.Key(
      host: String(decoding: plain, as: UTF8.self), port: port, verdict: refusal?.rawValue ?? "")
    if counts[key] == nil, counts.count >= Self.most { key.host = "…" }
    counts[key, default: 0] += 1
  }

  /// Everything since the last call.
  mutating func take() -> [NetworkTally.Key: Int] {
    defer { counts = [:] }
    return counts
  }
}
