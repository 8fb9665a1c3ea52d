/// The head of a request to the proxy, or of plain HTTP: a tunnel to a host, or a request that is passed
/// on with the host that was asked for in it.
/// Source: RFC 9112 section 3, RFC 9110 section 9.3.6.
package struct ProxyRequest: Equatable, Sendable {
  /// What has come so far.
  package enum Reading: Equatable, Sendable {
    /// More bytes are needed.
    case unfinished
    /// It is no request that can be read in one way only.
    case malformed
    /// A request, and how many bytes its head has.
    case request(ProxyRequest, length: Int)
  }

  /// Whether a tunnel is wanted.
  package var isTunnel: Bool
  /// The host as it stands there: not yet a name.
  package var host: String
  /// The port as it stands there; empty for none.
  package var port: String
  /// The head to pass on: the target without the host, the host in its field, the connection for this
  /// request alone. Empty for a tunnel.
  package var head: [UInt8]

  /// The most bytes of a head.
  package static let limit = 16384

  /// Reads what has come so far.
  package static func read(_ bytes: [UInt8]) -> Reading {
    guard let end = end(of: bytes) else {
      return bytes.count >= limit || bytes.contains(0) ? .malformed : .unfinished
    }
    guard end <= limit, bytes[..<end].allSatisfy({ $0 == 13 || $0 == 10 || $0 == 9 || $0 >= 32 }),
      !bytes[..<end].contains(127)
    else { return .malformed }
    let text = String(decoding: bytes[..<(end - 4)], as: UTF8.self)
    let lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map { line in
      line.last == 13 ? line.dropLast() : line
    }
    // A line that ends otherwise than by CR LF could be read in two ways.
    let breaks = bytes[..<end].indices.filter { bytes[$0] == 10 }
    guard breaks.allSatisfy({ $0 > 0 && bytes[$0 - 1] == 13 }),
      bytes[..<end].filter({ $0 == 13 }).count == breaks.count, let first = lines.first
    else { return .malformed }
    let words = Substring(first).split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0",
      isToken(words[0]), !words[1].isEmpty, words[1].utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return .malformed }
    guard let fields = fields(lines.dropFirst().map { Substring($0) }) else { return .malformed }
    guard let request = request(String(words[0]), String(words[1]), fields) else {
      return .malformed
    }
    return .request(request, length: end)
  }

  private static func end(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...(bytes.count - 4)).first { index in
      bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13
        && bytes[index + 3] == 10
    }.map { $0 + 4 }
  }

  private static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || "!#$%&'*+-.^_`|~".utf8.contains($0)
      }
  }

  private static func fields(_ lines: [Substring]) -> [(name: String, value: String)]? {
    var fields: [(String, String)] = []
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), isToken(line[..<colon]) else { return nil }
      var value = line[line.index(after: colon)...]
      while value.first == " " || value.first == "\t" { value.removeFirst() }
      while value.last == " " || value.last == "\t" { value.removeLast() }
      fields.append((String(line[..<colon]), String(value)))
    }
    return fields
  }

  private static func request(
    _ method: String, _ target: String, _ fields: [(name: String, value: String)]
  ) -> ProxyRequest? {
    if method == "CONNECT" {
      guard let (host, port) = split(target), !port.isEmpty else { return nil }
      return ProxyRequest(isTunnel: true, host: host, port: port, head: [])
    }
    let scheme = "http://"
    let hosts = fields.filter { $0.name.lowercased() == "host" }
    guard hosts.count <= 1 else { return nil }
    var authority = hosts.first?.value ?? ""
    var path = target
    if target.lowercased().hasPrefix(scheme) {
      let rest = target.dropFirst(scheme.count)
      let slash = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
      authority = String(rest[..<slash])
      path = String(rest[slash...])
      if !path.hasPrefix("/") { path = "/" + path }
    }
    guard path.hasPrefix("/"), !authority.isEmpty, let (host, port) = split(authority) else {
      return nil
    }
    let kept = fields.filter { field in
      !["host", "connection", "proxy-connection", "keep-alive", "proxy-authorization", "upgrade"]
        .contains(field.name.lowercased())
    }
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: \(authority)"]
      + kept.map { "\($0.name): \($0.value)" } + ["Connection: close", "", ""]
    return ProxyRequest(
      isTunnel: false, host: host, port: port, head: Array(lines.joined(separator: "\r\n").utf8))
  }

  /// A host and what stands behind its colon; nil where it is neither a name nor an address.
  private static func split(_ authority: String) -> (host: String, port: String)? {
    guard !authority.contains("@"), !authority.contains("/") else { return nil }
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { return nil }
      let rest = authority[authority.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
      return (String(authority[...end]), String(rest.dropFirst()))
    }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2 else { return nil }
    return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
  }
}
