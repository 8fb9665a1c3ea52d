import AgentModel
import CLinux
import Egress
import Glibc

/// The one way out of a sandbox that has no other: a process of its own, outside the sandbox's network,
/// to which the supervisor hands the sockets that wait inside. It knows what may be reached, and nothing
/// of the agent. When it ends, or is ended, nothing gets out.
final class Gate {
  /// The port of plain HTTP.
  static let plainPort: UInt16 = 80
  /// The descriptor of the supervisor.
  static let channel: Int32 = 3

  let loop = EventLoop()
  let resolver: Resolver
  /// The agent's name, for what it is told.
  let name: String
  private(set) var rules = AllowList()
  private var names = GateNames()
  private var counted = GateTally()
  private var connections: [ObjectIdentifier: GateConnection] = [:]
  private var reportDue: Int?
  private var lastReport = 0
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)

  /// The most connections at once.
  private static let most = 1100
  /// Milliseconds between two reports, and between two looks for those that take too long.
  private static let reportTime = 200
  private static let sweepTime = 500
  /// Seconds that an answer of the name server may be kept inside.
  private static let keeping: UInt32 = 60

  /// `gate NAME`. Never returns.
  static func main(_ arguments: [String]) -> Never {
    _ = clinux_set_parent_death_signal(SIGKILL)
    _ = clinux_set_dumpable(0)
    _ = clinux_no_new_privileges()
    clinux_raise_open_files()
    Gate(name: arguments.first ?? "").run()
  }

  private init(name: String) {
    self.name = name
    resolver = Resolver(loop)
  }

  private func run() -> Never {
    _ = fcntl(Self.channel, F_SETFL, O_NONBLOCK)
    loop.add(Self.channel, EventLoop.Interest.read) { [self] _ in takeOrders() }
    while true {
      loop.wait(milliseconds: timeout)
      let now = milliseconds()
      resolver.advance(at: now)
      for connection in Array(connections.values) { connection.advance(at: now) }
      if let reportDue, reportDue <= now { report() }
    }
  }

  private var timeout: Int {
    let now = milliseconds()
    var dues = [resolver.due(at: now), reportDue.map { max(0, $0 - now) }].compactMap { $0 }
    if connections.values.contains(where: { $0.deadline != nil }) { dues.append(Self.sweepTime) }
    return dues.min() ?? -1
  }

  // MARK: the supervisor

  private func takeOrders() {
    while true {
      var bytes = [UInt8](repeating: 0, count: GateMessage.limit)
      var descriptors: [Int32] = [-1]
      var count: Int32 = 1
      let length = clinux_receive_message(Self.channel, &bytes, bytes.count, &descriptors, &count)
      // Without a supervisor there is no agent.
      if length == 0 {
        report()
        exit(0)
      }
      guard length > 0 else { return }
      let passed = count > 0 ? descriptors[0] : -1
      take(GateMessage(decoding: bytes[..<length]), passed)
    }
  }

  private func take(_ message: GateMessage?, _ descriptor: Int32) {
    switch message {
    case .allow(let text):
      guard let rule = try? HostRule(text) else { break }
      rules.add(rule)
      // Before names below a wildcard can use all addresses up.
      if !rule.isWildcard { _ = names.address(of: rule.host) }
    case .listen(let kind, let port) where descriptor >= 0:
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
      loop.add(descriptor, EventLoop.Interest.read) { [self] _ in
        switch kind {
        case .names: answerQuestions(descriptor)
        case .proxy: accept(descriptor) { _ in .proxy }
        case .exposed: accept(descriptor) { _ in .exposed(port: port) }
        case .direct:
          accept(descriptor) { [self] in opening(of: $0, port) }
        }
      }
    default: if descriptor >= 0 { close(descriptor) }
    }
  }

  /// Counts what has become of a connection.
  func tally(_ host: String, _ port: UInt16, _ refusal: Refusal?) {
    counted.add(host, port, refusal)
    reportDue = reportDue ?? max(milliseconds(), lastReport + Self.reportTime)
  }

  private func report() {
    reportDue = nil
    lastReport = milliseconds()
    for (key, count) in counted.take() {
      let bytes = GateMessage.tally(key, count: count).encoded
      _ = clinux_send_message(Self.channel, bytes, bytes.count, nil, 0)
    }
  }

  // MARK: the agent

  private func opening(of connection: Int32, _ port: UInt16) -> GateConnection.Opening {
    guard let address = InternetSocket.localAddress(of: connection),
      let name = names.name(at: address)
    else { return .nowhere(port: port) }
    return .direct(name, port: port)
  }

  private func accept(_ descriptor: Int32, _ opening: (Int32) -> GateConnection.Opening) {
    // Not all at once: others are waiting too.
    for _ in 0..<32 {
      guard let client = InternetSocket.accepted(from: descriptor) else { return }
      if connections.count >= Self.most, !dropIdler() {
        tally("?", 0, .tooMany)
        InternetSocket.breakOff(client)
        close(client)
        continue
      }
      let connection = GateConnection(self, client, opening(client))
      let key = ObjectIdentifier(connection)
      guard connection.isOpen else { continue }
      connections[key] = connection
      connection.onClose = { [weak self] in self?.connections[key] = nil }
    }
  }

  /// Makes room: who has not even said what it wants goes first.
  private func dropIdler() -> Bool {
    let idlers = connections.values.filter(\.isAsking)
    guard let first = idlers.min(by: { ($0.deadline ?? .max) < ($1.deadline ?? .max) }) else {
      return false
    }
    first.giveWay()
    return connections.count < Self.most
  }

  private func answerQuestions(_ descriptor: Int32) {
    var bytes = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<32 {
      var from = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutablePointer(to: &from) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          let count = recvfrom(descriptor, &bytes, bytes.count, 0, address, &length)
          guard count > 0, let question = DNSMessage.question(Array(bytes[..<count])) else {
            return
          }
          let answer = DNSMessage.answer(question, self.answer(to: question))
          sendto(
            descriptor, answer, answer.count, Int32(MSG_NOSIGNAL), address, length)
        }
      }
      if errno == EAGAIN { return }
    }
  }

  /// Names that are allowed have an address here; no question is ever handed on.
  private func answer(to question: DNSMessage.Question) -> DNSMessage.Answer {
    let asked = try? HostName(question.name)
    guard let name = asked, rules.names(name) else {
      // Most ask for both kinds of address at once; that is one refusal.
      if question.type == DNSMessage.v4 {
        tally(question.name, HostRule.standardPort, asked == nil ? .notAName : .hostNotAllowed)
      }
      return .noSuchName("agentvm: no rule allows \(question.name); agentvm allow \(self.name) …")
    }
    guard question.type == DNSMessage.v4, let address = names.address(of: name) else {
      return .nothing
    }
    return .address(address.bytes, seconds: Self.keeping)
  }

  /// What can come from a connection.
  enum Received {
    /// These, as long as nothing else is received.
    case bytes(UnsafeRawBufferPointer)
    case nothing
    /// It has ended as it should.
    case end
    /// It was broken off.
    case broken
  }

  /// What has come from a connection.
  func receive(_ descriptor: Int32) -> Received {
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    if count > 0 { return .bytes(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
    if count == 0 { return .end }
    return errno == EAGAIN || errno == EINTR ? .nothing : .broken
  }
}
