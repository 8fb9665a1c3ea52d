import AgentModel
import CLinux
import Glibc

/// The gate of one agent as its supervisor sees it: a process that is started before the sandbox, and is
/// handed the sockets that wait in the sandbox's network once there is one.
final class NetworkGate {
  /// How far the opening of the sockets has got.
  enum Progress: Equatable {
    case waiting
    case open
    case failed
  }

  /// Milliseconds that the gate gets for its last words.
  private static let patience = 300
  /// Milliseconds that the gate may take to read what it is told.
  private static let startTime = 5000

  private(set) var progress = Progress.waiting
  /// Readable when the gate has counted something, or has ended.
  let channel: Int32
  /// Readable when somebody who opens sockets has a complaint.
  let errors: Int32
  private let errorsWrite: Int32
  private let uid: UInt32?
  private var gate: pid_t = 0
  private var openers: [pid_t] = []
  private var network: Int32 = -1
  private var owner: Int32 = -1
  private var ports: Set<UInt16> = [443, 80]
  private var rules: [String]
  private let exposed: [UInt16]

  /// Starts the gate. Throws `SystemCallFailure`.
  init(_ record: LaunchRecord) throws {
    uid = record.uid
    rules = record.allowedHosts
    exposed = record.exposedPorts
    let (ours, theirs) = try makeSocketPair()
    channel = ours
    (errors, errorsWrite) = try makePipe()
    _ = fcntl(errors, F_SETFL, O_NONBLOCK)
    _ = fcntl(channel, F_SETFL, O_NONBLOCK)
    gate = try launch(["gate", record.name], [(0, -1), (1, -1), (2, -1), (Gate.channel, theirs)])
    close(theirs)
    for rule in rules { tell(.allow(rule)) }
    for rule in rules { ports.insert(NetworkGate.port(of: rule)) }
  }

  /// The port that a rule names.
  private static func port(of rule: String) -> UInt16 {
    rule.split(separator: ":").dropFirst().first.flatMap { UInt16($0) } ?? 443
  }

  /// Opens the sockets in the network of that process, which may only be starting.
  func enter(networkOf pid: pid_t) {
    network = open("/proc/\(pid)/ns/net", O_RDONLY | O_CLOEXEC)
    owner = network < 0 ? -1 : clinux_owner_of_namespace(network)
    guard owner >= 0 else { return fail() }
    openSockets(
      ["\(GateMessage.Kind.proxy.rawValue):\(GateAddress.proxyPort)"]
        + ["\(GateMessage.Kind.names.rawValue):\(GateAddress.namePort)"]
        + ports.sorted().map { "\(GateMessage.Kind.direct.rawValue):\($0)" }
        + exposed.map { "\(GateMessage.Kind.exposed.rawValue):\($0)" })
  }

  /// Lets a host through from now on.
  func allow(_ rule: String) {
    guard !rules.contains(rule) else { return }
    rules.append(rule)
    tell(.allow(rule))
    let port = NetworkGate.port(of: rule)
    if ports.insert(port).inserted, progress == .open {
      openSockets(["\(GateMessage.Kind.direct.rawValue):\(port)"])
    }
  }

  /// Takes note of children that have ended.
  func reap() {
    var status: Int32 = 0
    if gate > 0, waitpid(gate, &status, WNOHANG) == gate {
      gate = 0
      if progress == .waiting { fail() }
    }
    for opener in openers where waitpid(opener, &status, WNOHANG) == opener {
      openers.removeAll { $0 == opener }
      let isGood = clinux_exited(status) != 0 && clinux_exit_status(status) == 0
      if progress == .waiting { progress = isGood ? .open : .failed }
    }
  }

  /// Whether the gate lives.
  var isAlive: Bool { gate > 0 }

  /// What the gate has counted since the last call.
  func tallies() -> [(key: NetworkTally.Key, count: Int)] {
    var found: [(NetworkTally.Key, Int)] = []
    var bytes = [UInt8](repeating: 0, count: GateMessage.limit)
    while true {
      var count: Int32 = 0
      let length = clinux_receive_message(channel, &bytes, bytes.count, nil, &count)
      guard length > 0 else { return found }
      if case .tally(let key, let count) = GateMessage(decoding: bytes[..<length]) {
        found.append((key, count))
      }
    }
  }

  /// Tells the gate that there is no agent any more.
  func dismiss() { shutdown(channel, Int32(SHUT_WR)) }

  /// Ends the gate; what it had still to tell.
  func finish() -> [(key: NetworkTally.Key, count: Int)] {
    dismiss()
    var found: [(NetworkTally.Key, Int)] = []
    let due = milliseconds() + Self.patience
    while gate > 0, milliseconds() < due {
      _ = readable([channel], milliseconds: due - milliseconds())
      found += tallies()
      reap()
    }
    return found
  }

  /// What those had to say who opened sockets.
  func complaints() -> [UInt8] { readAll(errors, limit: 4096) }

  private func fail() { progress = .failed }

  private func tell(_ message: GateMessage) {
    let bytes = message.encoded
    let due = milliseconds() + Self.startTime
    // The gate may still be starting, and takes only so many messages before.
    while clinux_send_message(channel, bytes, bytes.count, nil, 0) < 0, errno == EAGAIN,
      milliseconds() < due
    {
      var entry = pollfd(fd: channel, events: Int16(POLLOUT), revents: 0)
      poll(&entry, 1, Int32(Self.startTime))
    }
  }

  private func openSockets(_ words: [String]) {
    do {
      openers.append(
        try launch(
          ["open"] + words,
          [
            (0, -1), (1, -1), (2, errorsWrite), (SocketOpener.Descriptor.channel, channel),
            (SocketOpener.Descriptor.network, network), (SocketOpener.Descriptor.owner, owner),
          ]))
    } catch { if progress == .waiting { fail() } }
  }

  /// Starts this program once more, as the agent's user and without an environment.
  private func launch(
    _ words: [String], _ descriptors: [(child: Int32, ours: Int32)]
  ) throws -> pid_t {
    try AgentUser.act(as: uid) {
      try start(
        "/proc/self/exe", as: "agentvm-supervisor", words, environment: [], directory: "/",
        descriptors: descriptors, ignoring: [SIGPIPE]
      ).get()
    }
  }
}
