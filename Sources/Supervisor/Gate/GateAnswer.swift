import Egress

/// What an agent is told that is not let through.
enum GateAnswer {
  /// A fatal alert of TLS, `access_denied`. Source: RFC 8446 section 6.
  static let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 49]

  /// A page of HTTP that names the host, the reason, and what a person can type.
  static func page(_ refusal: Refusal, _ host: String, _ port: UInt16, agent: String) -> [UInt8] {
    let plain = String(
      decoding: host.utf8.prefix(253).map { (0x21...0x7E).contains($0) ? $0 : 0x3F },
      as: UTF8.self)
    var body = "agentvm: not let through: \(plain):\(port): \(refusal.sentence)\n"
    if refusal.canBeAllowed {
      let rule = port == HostRule.standardPort ? plain : "\(plain):\(port)"
      body += "try: agentvm allow \(agent) \(rule)\n"
    }
    // Many clients show a proxy's first line, and nothing else.
    let status = [.unreachable, .notResolved].contains(refusal) ? 502 : 403
    let head = [
      "HTTP/1.1 \(status) agentvm: \(plain):\(port): \(refusal.sentence)",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Length: \(body.utf8.count)", "X-Agentvm-Refused: \(refusal.rawValue)",
      "Connection: close", "", "",
    ]
    return Array((head.joined(separator: "\r\n") + body).utf8)
  }
}
