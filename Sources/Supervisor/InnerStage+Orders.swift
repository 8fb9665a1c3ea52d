import CLinux
import Glibc

/// What the supervisor asks the stage for: signals, and further commands beside the agent.
extension InnerStage {
  /// What the supervisor tells the stage, a message each: the first byte says what.
  enum Order {
    /// A signal for the agent: the second byte.
    static let signal = UInt8(ascii: "s")
    /// Run a further command: its number in decimal, and four descriptors.
    static let execute = UInt8(ascii: "x")
    /// End that command.
    static let end = UInt8(ascii: "k")
    /// Continue the agent's command, in the foreground of its terminal, or in the background.
    static let resume = UInt8(ascii: "f")
    static let resumeBehind = UInt8(ascii: "b")
    /// Start the agent's command.
    static let go = UInt8(ascii: "g")
  }

  enum TakenOrder {
    case signal(Int32)
    case execute(String, [Int32])
    case end(String)
    case go
    case resume(isInFront: Bool)
    case unknown
  }

  /// The next order; nil when nobody gives any.
  func takeOrder() -> TakenOrder? {
    var bytes = [UInt8](repeating: 0, count: 64)
    var descriptors = [Int32](repeating: -1, count: 4)
    var count = Int32(descriptors.count)
    let length = clinux_receive_message(control, &bytes, bytes.count, &descriptors, &count)
    guard length > 0 else { return nil }
    let text = String(decoding: bytes[1..<length], as: UTF8.self)
    switch bytes[0] {
    case Order.signal where length == 2: return .signal(Int32(bytes[1]))
    case Order.execute where count == 4: return .execute(text, descriptors)
    case Order.end: return .end(text)
    case Order.go: return .go
    case Order.resume: return .resume(isInFront: true)
    case Order.resumeBehind: return .resume(isInFront: false)
    default: return .unknown
    }
  }

  /// Runs a further command with streams of its own, in a session of its own.
  func execute(_ id: String, _ descriptors: [Int32]) {
    defer { for descriptor in descriptors { close(descriptor) } }
    // Each word is ended by a NUL, an empty one too.
    let words = readAll(descriptors[0], limit: 4 << 20)
      .split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
    let environment = Environment.current
    guard let first = words.first, let program = Environment.find(first, in: environment) else {
      writeAll(descriptors[3], Array("agentvm: command not found: '\(words.first ?? "")'\n".utf8))
      return say("\(Report.command) \(id) \(Report.failed) 127")
    }
    let result = start(
      program, as: first, Array(words.dropFirst()), environment: environment,
      descriptors: [(0, descriptors[1]), (1, descriptors[2]), (2, descriptors[3])],
      flags: Int32(CLINUX_NEW_SESSION))
    switch result {
    case .success(let pid): others[pid] = id
    case .failure(let failure):
      let reason = String(cString: strerror(failure.code))
      writeAll(descriptors[3], Array("agentvm: cannot run: \(reason): '\(first)'\n".utf8))
      say("\(Report.command) \(id) \(Report.failed) \(failure.code == ENOENT ? 127 : 126)")
    }
  }

  func tellEnd(of pid: pid_t, _ status: Int32) {
    guard clinux_stopped(status) == 0, let id = others.removeValue(forKey: pid) else { return }
    // What it has started in its session ends with it.
    kill(-pid, SIGKILL)
    if clinux_exited(status) != 0 {
      say("\(Report.command) \(id) \(Report.exited) \(clinux_exit_status(status))")
    } else {
      say("\(Report.command) \(id) \(Report.killed) \(clinux_term_signal(status))")
    }
  }
}
