import CLinux
import Glibc
import Host
import Synchronization

/// Watches files by inotify, and supervisors by pidfd.
package struct InotifyWatching: FileWatching {
  /// The one of this process.
  package init() {}

  package func watch(
    _ paths: [String], lives: [LockFile]
  ) throws(HostError) -> any FileWatch {
    try InotifyWatch(paths, lives: lives)
  }
}

private final class InotifyWatch: FileWatch, @unchecked Sendable {
  /// Milliseconds between two looks when the kernel gives no inotify instance.
  private static let blindInterval: Int32 = 100

  private let changes: Int32
  private let isBlind: Bool
  private let signals: Int32
  private var lives: [Life]

  /// A supervisor whose end is waited for.
  private struct Life {
    let lock: LockFile
    var process: Int32 = -1
    /// Its end is told once; one that is started again may end again.
    var hasEnded = false
  }

  init(_ paths: [String], lives: [LockFile]) throws(HostError) {
    self.lives = lives.map { Life(lock: $0) }
    signals = EndingSignals.hold()
    // Without anything to watch there is none: the kernel takes its time to let go of one.
    changes = paths.isEmpty ? -1 : inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    let events =
      UInt32(IN_MODIFY) | UInt32(IN_MOVED_TO) | UInt32(IN_CREATE) | UInt32(IN_DELETE)
      | UInt32(IN_DELETE_SELF) | UInt32(IN_MOVE_SELF)
    for path in paths where changes >= 0 {
      guard inotify_add_watch(changes, path, events) >= 0 else {
        throw fileError(path)
      }
    }
    isBlind = changes < 0 && !paths.isEmpty
    openProcesses()
  }

  deinit {
    EndingSignals.release()
    for descriptor in [changes, signals] + lives.map(\.process) where descriptor >= 0 {
      close(descriptor)
    }
  }

  private func openProcesses() {
    for index in lives.indices where lives[index].process < 0 {
      guard case .supervisor(let pid) = LinuxFiles().holder(of: lives[index].lock) else { continue }
      lives[index].process = clinux_pidfd_open(pid)
      lives[index].hasEnded = false
    }
  }

  /// Whether one has gone that was not told of yet.
  private func takeEnd() -> Bool {
    for index in lives.indices where lives[index].process < 0 && !lives[index].hasEnded {
      guard LinuxFiles().holder(of: lives[index].lock) == .nobody else { continue }
      lives[index].hasEnded = true
      return true
    }
    return false
  }

  var descriptor: Int32 { changes }

  func consume() {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while read(changes, &buffer, buffer.count) > 0 {}
  }

  func changedNames() -> Set<String>? {
    var names: Set<String> = []
    var isWhole = changes >= 0
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = read(changes, &buffer, buffer.count), count > 0 {
      var offset = 0
      let header = MemoryLayout<inotify_event>.size
      while offset + header <= count {
        let event = buffer.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        }
        let blind = IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED
        if event.mask & UInt32(blind) != 0 { isWhole = false }
        let start = offset + header
        offset = start + Int(event.len)
        guard offset <= count, event.len > 0 else { continue }
        names.insert(String(decoding: buffer[start..<offset].prefix { $0 != 0 }, as: UTF8.self))
      }
    }
    return isWhole ? names : nil
  }

  func wait(until deadline: Deadline?) -> FileWatchEvent {
    openProcesses()
    if takeEnd() { return .ended }
    var entries = ([signals, changes] + lives.map(\.process)).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    var timeout = deadline.map { LinuxClock().milliseconds(until: $0) } ?? -1
    // An agent of the same user may have taken all inotify instances: then it is time that tells.
    let isBlind = isBlind && (timeout < 0 || timeout > Self.blindInterval)
    if isBlind { timeout = Self.blindInterval }
    let count = poll(&entries, nfds_t(entries.count), timeout)
    if count == 0 { return isBlind ? .changed : .timeout }
    if entries[0].revents != 0 {
      _ = clinux_read_signal(signals)
      return .interrupted
    }
    if entries[1].revents != 0 {
      consume()
      return .changed
    }
    for index in lives.indices where entries[index + 2].revents != 0 {
      close(lives[index].process)
      lives[index].process = -1
      lives[index].hasEnded = true
      return .ended
    }
    return .changed
  }
}
