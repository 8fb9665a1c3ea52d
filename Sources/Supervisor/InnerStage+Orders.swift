import AgentModel
import CLinux
import Glibc

/// What the supervisor asks the stage for: signals, and further commands beside the agent.
extension InnerStage {
  /// The next order; nil when nobody gives any.
  func takeOrder() -> StageOrder? {
    var bytes = [UInt8](repeating: 0, count: 64)
    var descriptors = [Int32](repeating: -1, count: 4)
    var count = Int32(descriptors.count)
    let length = clinux_receive_message(control, &bytes, bytes.count, &descriptors, &count)
    guard length > 0 else { return nil }
    return StageOrder(decoding: Array(bytes[..<length]), Array(descriptors.prefix(Int(count))))
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
      return say(.commandEnded(id, .exited(status: 127)))
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
      say(.commandEnded(id, .exited(status: failure.code == ENOENT ? 127 : 126)))
    }
  }

  func tellEnd(of pid: pid_t, _ status: Int32) {
    guard clinux_stopped(status) == 0, let id = others.removeValue(forKey: pid) else { return }
    // What it has started in its session ends with it.
    kill(-pid, SIGKILL)
    say(.commandEnded(id, Ending(waitStatus: status)))
  }
}
