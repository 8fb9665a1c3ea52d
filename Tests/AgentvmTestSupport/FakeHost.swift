import AgentModel
import Host
import LinuxHost
import Synchronization

/// A host whose files are real, in a fresh folder, and whose everything else is told what to expect.
package enum FakeHost {
  /// Makes one.
  package static func make(
    root: String, processes: any Processes, environment: [String: String] = [:], uid: UInt32 = 1000
  ) -> Host {
    Host(
      files: LinuxFiles(), processes: processes, supervision: NoSupervision(),
      terminals: RawTerminals(), clock: FakeClock(), console: FakeConsole(),
      watching: NoWatching(), terminal: NoTerminal(),
      environment: ["HOME": root, "AGENTVM_HOME": "\(root)/home", "PATH": "/usr/bin"].merging(
        environment
      ) { $1 },
      uid: uid, workingDirectory: root, executable: "/nowhere/agentvm", availableMemory: { 1 << 32 }
    )
  }
}

/// A clock that moves when it is looked at.
package final class FakeClock: HostClock {
  private let time = Mutex<Int64>(0)

  package var now: Timestamp { Timestamp(seconds: 1_767_225_600) }
  package var monotonic: Int64 {
    time.withLock {
      $0 += 10_000_000
      return $0
    }
  }
}

/// Standard streams that remember.
package final class FakeConsole: Console {
  private let written = Mutex<[UInt8]>([])

  package var text: String { written.withLock { String(decoding: $0, as: UTF8.self) } }
  package func write(_ bytes: [UInt8]) { written.withLock { $0 += bytes } }
  package func write(_ bytes: UnsafeRawBufferPointer) { write(Array(bytes)) }
  package func writeError(_ bytes: [UInt8]) { write(bytes) }
  package var outputFailure: Int32? { nil }
  package func readLine() -> String? { nil }
  package var outputIsTerminal: Bool { false }
  package var errorIsTerminal: Bool { false }
  package var inputIsTerminal: Bool { false }
}

/// Watches in which nothing ever happens.
private struct NoWatching: FileWatching {
  func watch(_ paths: [String], lives: [LockFile]) throws(HostError) -> any FileWatch { NoWatch() }
}

private final class NoWatch: FileWatch {
  func wait(until deadline: Deadline?) -> FileWatchEvent { .timeout }
  var descriptor: Int32 { -1 }
  func consume() {}
  func changedNames() -> Set<String>? { [] }
}

/// Supervisors that nobody can reach.
private struct NoSupervision: Supervision {
  func execute(_ words: [String], at socket: String) throws(HostError) -> CommandEnd {
    throw .refused(what: socket)
  }
  func ask(_ message: [UInt8], at socket: String) throws(HostError) -> ControlAnswer? {
    throw .refused(what: socket)
  }
  func deliver(
    _ prompt: [UInt8], seconds: Int, at socket: String
  ) throws(HostError) -> String? { throw .refused(what: socket) }
}

/// Terminals that hand on every byte.
private struct RawTerminals: Terminals {
  func isByLine(_ path: String) -> Bool { false }
  var longestLine: Int { 4095 }
}

private struct NoTerminal: TerminalOpening {
  func open() -> (any TerminalScreen)? { nil }
}
