import AgentModel
import CLinux
import Glibc

/// The supervisor's own socket, for agentvm on the host: commands to run inside, a new name. No
/// sandbox shows it.
final class ControlSocket {
  /// What somebody asks for.
  enum Request {
    /// Run a command inside; the number is the caller's connection.
    case execute(Int32, descriptors: [Int32])
    case rename(Int32, ControlMessage.Names)
    case explain(Int32)
    case deliver(Int32, text: String, seconds: Int)
    case sent(Int32)
    case allow(Int32, rule: String)
    /// The caller of a command has hung up.
    case abandoned(Int32)
  }

  private let socket: ListeningSocket
  private var callers: Set<Int32> = []
  private static let mostCallers = 256
  /// The most bytes of a prompt.
  private static let promptLimit = 4 << 20

  init?(at path: String) {
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let name = String(path[path.index(after: slash)...])
    guard
      let socket = ListeningSocket(
        in: String(path[..<slash]), name: name, type: SOCK_SEQPACKET, for: nil)
    else { return nil }
    self.socket = socket
  }

  /// What to wait on.
  var descriptors: [Int32] { [socket.descriptor] + callers }

  /// Reads from those of `ready` that are its own.
  func requests(_ ready: Set<Int32>) -> [Request] {
    if ready.contains(socket.descriptor) { takeCallers() }
    return callers.filter(ready.contains).flatMap(read)
  }

  /// Answers a caller and lets it go.
  func answer(_ caller: Int32, _ answer: ControlAnswer) {
    guard callers.remove(caller) != nil else { return }
    dismiss(caller, answer)
  }

  private func dismiss(_ caller: Int32, _ answer: ControlAnswer) {
    let bytes = answer.encoded
    _ = clinux_send_message(caller, bytes, bytes.count, nil, 0)
    close(caller)
  }

  private func takeCallers() {
    while let caller = socket.next() {
      let uid = clinux_peer_uid(caller)
      guard uid == 0 || uid == Int(geteuid()) else {
        close(caller)
        continue
      }
      guard callers.count < Self.mostCallers else {
        dismiss(caller, .busy)
        continue
      }
      callers.insert(caller)
    }
  }

  private func read(_ caller: Int32) -> [Request] {
    var bytes = [UInt8](repeating: 0, count: ControlMessage.limit)
    var descriptors = [Int32](repeating: -1, count: 4)
    var count = Int32(descriptors.count)
    let length = clinux_receive_message(caller, &bytes, bytes.count, &descriptors, &count)
    let passed = Array(descriptors.prefix(Int(count)))
    guard length > 0 else {
      callers.remove(caller)
      close(caller)
      return [.abandoned(caller)]
    }
    switch bytes[0] {
    case ControlMessage.execute where passed.count == 4:
      return [.execute(caller, descriptors: passed)]
    case ControlMessage.rename:
      for descriptor in passed { close(descriptor) }
      if let names = ControlMessage.Names(decoding: bytes[1..<length]) {
        return [.rename(caller, names)]
      }
    case ControlMessage.deliver where passed.count == 1:
      let seconds = Int(String(decoding: bytes[1..<length], as: UTF8.self)) ?? 60
      _ = lseek(passed[0], 0, SEEK_SET)
      let text = String(decoding: readAll(passed[0], limit: Self.promptLimit), as: UTF8.self)
      close(passed[0])
      return [.deliver(caller, text: text, seconds: min(max(1, seconds), 86400))]
    case ControlMessage.explain where passed.isEmpty: return [.explain(caller)]
    case ControlMessage.allow where passed.isEmpty && length <= 512:
      return [.allow(caller, rule: String(decoding: bytes[1..<length], as: UTF8.self))]
    case ControlMessage.sent where passed.isEmpty: return [.sent(caller)]
    default: for descriptor in passed { close(descriptor) }
    }
    answer(caller, .notUnderstood)
    return []
  }
}
