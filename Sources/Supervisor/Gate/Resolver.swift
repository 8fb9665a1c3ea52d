import Egress
import Glibc

/// Asks the machine's name servers for the addresses of names that are allowed; nothing else is ever
/// asked. By hand, for a static program has no name service of the C library.
final class Resolver {
  typealias Answer = Result<[IPAddress], Refusal>

  /// One name that is being asked for.
  private final class Query {
    let name: HostName
    var waiting: [(Answer) -> Void] = []
    var found: [UInt16: DNSMessage.Response] = [:]
    var socket: Int32 = -1
    var id: UInt16 = 0
    var tries = 0
    var due = 0

    init(_ name: HostName) { self.name = name }
  }

  private let loop: EventLoop
  private var queries: [HostName: Query] = [:]
  private var known: [HostName: (addresses: [IPAddress], until: Int)] = [:]

  /// Milliseconds for one answer, and how often a question is asked.
  private static let patience = 2000
  private static let mostTries = 4
  /// Milliseconds for addresses of IPv6, once there are others.
  private static let afterthought = 300
  /// Milliseconds for which an answer is kept, whatever it says.
  private static let keeping = 30_000
  private static let mostKnown = 1024

  init(_ loop: EventLoop) { self.loop = loop }

  /// Milliseconds until `advance` has something to do; nil for never.
  func due(at now: Int) -> Int? { queries.values.map { max(0, $0.due - now) }.min() }

  /// Asks again where nobody has answered.
  func advance(at now: Int) {
    for query in Array(queries.values) where query.due <= now { ask(query) }
  }

  /// Finds the addresses of a name, those of IPv4 first; each of them is public.
  func resolve(_ name: HostName, _ body: @escaping (Answer) -> Void) {
    let now = milliseconds()
    if let entry = known[name], entry.until > now { return body(.success(entry.addresses)) }
    if let addresses = Resolver.listed(name) { return body(Resolver.checked(addresses)) }
    if let query = queries[name] {
      query.waiting.append(body)
      return
    }
    let query = Query(name)
    query.waiting = [body]
    queries[name] = query
    ask(query)
  }

  private func ask(_ query: Query) {
    loop.close(query.socket)
    query.socket = -1
    if query.found[DNSMessage.v4]?.addresses.isEmpty == false { return conclude(query) }
    let servers = Resolver.servers
    guard query.tries < max(Self.mostTries, servers.count) else {
      return finish(query, .failure(.notResolved))
    }
    let server = servers[query.tries % servers.count]
    query.tries += 1
    query.due = milliseconds() + Self.patience
    query.id = UInt16.random(in: 0...UInt16.max)
    guard let socket = InternetSocket.connecting(to: server, port: 53, isStream: false) else {
      query.due = milliseconds()
      return
    }
    query.socket = socket
    loop.add(socket, EventLoop.Interest.read) { [weak self, weak query] _ in
      if let self, let query { self.take(query) }
    }
    for type in [DNSMessage.v4, DNSMessage.v6] where query.found[type] == nil {
      let bytes = DNSMessage.query(query.name, type: type, id: query.id &+ type)
      send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
  }

  private func take(_ query: Query) {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(query.socket, &bytes, bytes.count, 0)
      guard count >= 0 else {
        // Nobody listens there: the next one.
        if errno != EAGAIN { query.due = milliseconds() }
        return
      }
      for type in [DNSMessage.v4, DNSMessage.v6] {
        if let response = DNSMessage.response(
          Array(bytes[..<count]), to: query.name, type: type, id: query.id &+ type)
        {
          query.found[type] = response
        }
      }
      if query.found.count == 2 { return conclude(query) }
      if query.found[DNSMessage.v4]?.addresses.isEmpty == false {
        // Some servers never answer about IPv6.
        query.due = min(query.due, milliseconds() + Self.afterthought)
      }
    }
  }

  private func conclude(_ query: Query) {
    let found = query.found.values
    guard found.contains(where: { !$0.isFailed }) else {
      // Another server may know.
      query.found = [:]
      query.due = milliseconds()
      return
    }
    let v4 = query.found[DNSMessage.v4]?.addresses ?? []
    var v6 = query.found[DNSMessage.v6]?.addresses ?? []
    // Where IPv4 is wrapped for networks without it, the plain addresses are enough.
    if !v4.isEmpty { v6.removeAll(where: \.wrapsV4) }
    let answer = Resolver.checked(v4 + v6)
    if case .success(let addresses) = answer {
      let seconds = Int(found.map(\.seconds).reduce(UInt32(Self.keeping / 1000), min))
      if known.count >= Self.mostKnown { known = [:] }
      known[query.name] = (addresses, milliseconds() + seconds * 1000)
    }
    finish(query, answer)
  }

  private func finish(_ query: Query, _ answer: Answer) {
    loop.close(query.socket)
    query.socket = -1
    queries[query.name] = nil
    for body in query.waiting { body(answer) }
  }

  /// A name that leads to one address that is not public leads nowhere: who answers for it could send
  /// the second connection to another one than the first.
  private static func checked(_ addresses: [IPAddress]) -> Answer {
    guard !addresses.isEmpty else { return .failure(.notResolved) }
    return addresses.allSatisfy(\.isPublic) ? .success(addresses) : .failure(.privateAddress)
  }

  /// What `/etc/hosts` says of a name; nil for nothing.
  private static func listed(_ name: HostName) -> [IPAddress]? {
    let found = lines(of: "/etc/hosts").filter { words in
      words.dropFirst().contains { $0.lowercased() == name.text }
    }.compactMap { $0.first.flatMap(address) }
    return found.isEmpty ? nil : found
  }

  /// The name servers of `/etc/resolv.conf`, read anew each time, for they change with the network.
  private static var servers: [IPAddress] {
    let found = lines(of: "/etc/resolv.conf").compactMap { words in
      words.count > 1 && words[0] == "nameserver" ? address(words[1]) : nil
    }
    return found.isEmpty ? [IPAddress([127, 0, 0, 1])].compactMap { $0 } : Array(found.prefix(3))
  }

  private static func lines(of path: String) -> [[String]] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    let text = String(decoding: readAll(descriptor, limit: 1 << 20), as: UTF8.self)
    return text.split(separator: "\n").map { line in
      line.prefix { $0 != "#" && $0 != ";" }.split { $0 == " " || $0 == "\t" }.map(String.init)
    }
  }

  private static func address(_ text: String) -> IPAddress? {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: v4) { IPAddress($0) } }
    var v6 = in6_addr()
    if inet_pton(AF_INET6, text, &v6) == 1 { return withUnsafeBytes(of: v6) { IPAddress($0) } }
    return nil
  }
}
