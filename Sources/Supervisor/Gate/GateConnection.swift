import Egress
import Glibc

/// One connection of the agent: what it wants is read and checked, its host is looked up and dialled,
/// and from then on bytes are passed on, one copy in each direction.
final class GateConnection {
  /// Through which opening it came.
  enum Opening {
    /// The proxy.
    case proxy
    /// Straight to a name's address.
    case direct(HostName, port: UInt16)
    /// To an address that no name has.
    case nowhere(port: UInt16)
    /// A service of this machine that was exposed.
    case exposed(port: UInt16)
  }

  enum Stage {
    /// What is wanted is being read.
    case asking
    /// The name is looked up, or the host is dialled.
    case connecting
    case passing
    /// The last bytes go to the agent.
    case ending
    case closed
  }

  /// What is being looked at.
  enum Inspection {
    case none
    /// The agent's first bytes.
    case ofHello
    /// The server's first bytes.
    case ofServerHello
    /// The agent's next hello.
    case ofSecondHello

    /// Whether the agent's bytes are.
    var isOfClient: Bool { self == .ofHello || self == .ofSecondHello }
  }

  /// What is known of the other side.
  struct Target {
    var host: HostName?
    var port: UInt16
    var text: String
  }

  /// When it is to be over unless something has happened, in milliseconds of the monotonic clock; nil
  /// for never.
  var deadline: Int?
  /// Called once, when it is closed.
  var onClose: () -> Void = {}

  let gate: Gate
  let opening: Opening
  let client: Int32
  var server: Int32 = -1
  var stage = Stage.asking
  var target: Target
  var addresses: [IPAddress] = []
  /// What the agent has sent and nobody has taken yet, and the other way round.
  var toServer: [UInt8] = []
  var toClient: [UInt8] = []
  var clientHasEnded = false
  var serverHasEnded = false
  /// What is to be sent to the agent once the host is connected.
  var greeting: [UInt8] = []
  /// What must be looked at before more of the agent's bytes are passed on.
  var inspection = Inspection.none
  /// What of the agent's bytes may go, and has not gone yet.
  var sending: [UInt8] = []
  /// The server's first bytes, until they have told.
  var serverHello: [UInt8] = []
  var isTunnel = false

  static let askingTime = 10_000
  static let dialTime = 5_000
  static let endingTime = 1_000

  init(_ gate: Gate, _ client: Int32, _ opening: Opening) {
    self.gate = gate
    self.client = client
    self.opening = opening
    switch opening {
    case .proxy: target = Target(port: 0, text: "")
    case .direct(let host, let port): target = Target(host: host, port: port, text: host.text)
    case .nowhere(let port): target = Target(port: port, text: "?")
    case .exposed(let port): target = Target(port: port, text: "localhost")
    }
    deadline = milliseconds() + Self.askingTime
    gate.loop.add(client, EventLoop.Interest.read) { [weak self] in self?.clientIsReady($0) }
    begin()
  }

  /// Whether it is not closed.
  var isOpen: Bool { stage != .closed }

  /// Whether nothing has been agreed on yet.
  var isAsking: Bool { stage == .asking }

  /// Whoever waits in vain is told so.
  func advance(at now: Int) {
    guard let deadline, deadline <= now else { return }
    switch stage {
    case .asking: refuse(.tooSlow)
    case .connecting: serverHasFailed()
    case .passing: if inspection.isOfClient { refuse(.tooSlow) }
    case .ending, .closed: close()
    }
  }

  /// Ends at once, for others need the room.
  func giveWay() {
    gate.tally(target.text, target.port, .tooMany)
    InternetSocket.breakOff(client)
    close()
  }

  // MARK: what is wanted

  private func begin() {
    switch opening {
    case .exposed(let port):
      addresses = [IPAddress([127, 0, 0, 1]), IPAddress([UInt8](repeating: 0, count: 15) + [1])]
        .compactMap { $0 }
      target.port = port
      dial()
    case .nowhere: refuse(.notAName)
    case .direct(let host, let port):
      guard case .failure(let refusal) = gate.rules.decision(host, port: port) else {
        // The name must be seen before anybody is asked for it; other ports may have nothing to say.
        if port != HostRule.standardPort, port != Gate.plainPort {
          inspection = .ofHello
          find()
        }
        return
      }
      if port != Gate.plainPort { refuse(refusal) }
    case .proxy: break
    }
  }

  func readRequest() {
    switch opening {
    case .direct(_, HostRule.standardPort): readHello()
    default: readHead()
    }
  }

  private func readHello() {
    switch ClientHello.read(toServer) {
    case .unfinished: break
    case .malformed: refuse(ClientHello.mayBegin(toServer) ? .malformed : .notTLS)
    case .name(let name):
      if fits(name) {
        inspection = .ofHello
        find()
      } else {
        refuse(.otherName)
      }
    }
  }

  func fits(_ name: String?) -> Bool {
    target.host != nil && name.flatMap { try? HostName($0) } == target.host
  }

  private func readHead() {
    switch ProxyRequest.read(toServer) {
    case .unfinished: break
    case .malformed: refuse(.malformed)
    case .request(let request, let length): take(request, length)
    }
  }

  private func take(_ request: ProxyRequest, _ length: Int) {
    let port = request.port.isEmpty ? Gate.plainPort : HostRule.port(request.port)
    target.text = request.host
    target.port = port ?? 0
    guard let port else { return refuse(.malformed) }
    guard let host = try? HostName(request.host) else { return refuse(.notAName) }
    if case .direct(let wanted, let wantedPort) = opening {
      // Plain HTTP has no other proof of the name than the field in its head.
      guard !request.isTunnel, host == wanted, port == wantedPort else {
        return refuse(.otherName)
      }
    }
    target.host = host
    if case .failure(let refusal) = gate.rules.decision(host, port: port) { return refuse(refusal) }
    isTunnel = request.isTunnel
    toServer.removeFirst(length)
    if isTunnel {
      inspection = .ofHello
      greeting = Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8)
    } else {
      toServer = request.head + toServer
    }
    find()
  }

  // MARK: the other side

  func find() {
    guard let host = target.host else { return close() }
    stage = .connecting
    deadline = nil
    listen()
    gate.resolver.resolve(host) { [weak self] answer in
      guard let self, self.stage == .connecting else { return }
      switch answer {
      case .success(let addresses):
        self.addresses = addresses
        self.dial()
      case .failure(let refusal): self.refuse(refusal)
      }
    }
  }

  func dial() {
    stage = .connecting
    while !addresses.isEmpty {
      let address = addresses.removeFirst()
      guard let descriptor = InternetSocket.connecting(to: address, port: target.port) else {
        continue
      }
      server = descriptor
      deadline = milliseconds() + Self.dialTime
      gate.loop.add(descriptor, EventLoop.Interest.write) { [weak self] in
        self?.serverIsReady($0)
      }
      return listen()
    }
    refuse(.unreachable)
  }

  func serverHasFailed() {
    gate.loop.close(server)
    server = -1
    dial()
  }

  func serverIsConnected() {
    gate.tally(target.text, target.port, nil)
    stage = .passing
    deadline = inspection == .ofHello && isForTLS ? milliseconds() + Self.askingTime : nil
    toClient = greeting
    greeting = []
    flush(&toClient, to: client)
    inspect()
    settle()
  }

  /// Whether nothing but TLS may be spoken. Plain HTTP in a tunnel could name any host.
  var isForTLS: Bool {
    target.port == HostRule.standardPort || (isTunnel && target.port == Gate.plainPort)
  }
}
