import CLinux
import Glibc

/// The agent's log, which the pane's pipe writes: how it grows, that it is whole at the end, and
/// that it does not grow without end.
final class RunLog {
  private let path: String
  private let limit: Int
  private let log: Int32
  /// Bytes cut off the front so far.
  private(set) var cut = 0
  /// Readable when the log has changed; -1 when the kernel has no inotify instance left, as when an
  /// agent of the same user has taken them all: then somebody must look now and then.
  let changes: Int32

  /// Whether it changes without a word.
  let isBlind: Bool

  /// Milliseconds without a new byte after which a pipe that should write is taken for dead.
  private static let patience = 15000

  /// `isWritten`: whether anybody writes it.
  init(path: String, limit: Int, isWritten: Bool) {
    self.path = path
    self.limit = limit
    log = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    // The kernel takes its time to let go of one.
    changes = isWritten ? inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)) : -1
    isBlind = isWritten && changes < 0
    if changes >= 0 { inotify_add_watch(changes, path, UInt32(IN_MODIFY)) }
  }

  /// The log's size in bytes.
  var size: Int {
    var facts = stat()
    return fstat(log, &facts) == 0 ? Int(facts.st_size) : 0
  }

  /// How many bytes of the stream were read.
  private var position = 0
  /// The most that is read at once; what came before is skipped.
  private static let backlog = 4 << 20

  /// Hands on the bytes that have come since the last time.
  func readNew(_ body: (UnsafeRawBufferPointer) -> Void) {
    let end = size + cut
    position = max(position, cut, end - RunLog.backlog)
    withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 16) { buffer in
      while position < end {
        let count = pread(log, buffer.baseAddress, buffer.count, off_t(position - cut))
        guard count > 0 else { break }
        position += count
        body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
    }
  }

  /// Takes note that the log has changed.
  func noteChanges() {
    if changes >= 0 { _ = readAll(changes, limit: 65536) }
  }

  /// Whether it has grown too long.
  var isTooLong: Bool { limit > 0 && size > limit }

  /// Cuts the front off in whole blocks, so that half the limit stays. The pipe appends, so it
  /// never notices. Where the file system can't do that, the front becomes a hole: no bytes on disk.
  func trim() {
    let block = 4096 * 16
    let excess = (size - limit / 2) / block * block
    guard excess > 0 else { return }
    if clinux_collapse_front(log, excess) == 0 {
      cut += excess
    } else {
      _ = clinux_punch_front(log, excess)
    }
  }

  /// Waits until the pipe has written everything that the pane was sent: a mark that no agent can
  /// guess goes the same way, and is cut off again once it has arrived.
  func drain(through terminal: Int32) {
    guard log >= 0, isatty(terminal) == 1, let mark = RunLog.mark() else { return }
    _ = clinux_resume_output(terminal)
    // As it is sent it shall arrive, whatever the agent has made of the terminal.
    var settings = termios()
    if tcgetattr(terminal, &settings) == 0 {
      settings.c_oflag &= ~tcflag_t(OPOST)
      tcsetattr(terminal, TCSANOW, &settings)
    }
    _ = fcntl(terminal, F_SETFL, fcntl(terminal, F_GETFL) | O_NONBLOCK)
    guard send(mark, to: terminal) else { return }
    var lastSize = size
    var deadline = milliseconds() + RunLog.patience
    while !endsWith(mark) {
      guard milliseconds() < deadline else { return }
      _ = readable([changes], milliseconds: changes < 0 ? 50 : deadline - milliseconds())
      if changes >= 0 { _ = readAll(changes, limit: 65536) }
      let now = size
      if now != lastSize {
        lastSize = now
        deadline = milliseconds() + RunLog.patience
      }
    }
    ftruncate(log, off_t(size - mark.count))
  }

  private func send(_ mark: [UInt8], to terminal: Int32) -> Bool {
    var sent = 0
    while sent < mark.count {
      let count = mark[sent...].withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      if count > 0 {
        sent += count
        continue
      }
      guard errno == EAGAIN || errno == EINTR else { return false }
      var entry = pollfd(fd: terminal, events: Int16(POLLOUT), revents: 0)
      guard poll(&entry, 1, Int32(RunLog.patience)) > 0 else { return false }
    }
    return true
  }

  private func endsWith(_ mark: [UInt8]) -> Bool {
    let start = size - mark.count
    guard start >= 0 else { return false }
    var tail = [UInt8](repeating: 0, count: mark.count)
    return pread(log, &tail, tail.count, off_t(start)) == mark.count && tail == mark
  }

  /// An operating system command that terminals ignore, with 128 random bits.
  private static func mark() -> [UInt8]? {
    var random = [UInt8](repeating: 0, count: 16)
    guard getentropy(&random, random.count) == 0 else { return nil }
    let digits = random.map { String($0, radix: 16) }.joined()
    return Array("\u{1B}]7501;agentvm-end=\(digits)\u{1B}\\".utf8)
  }
}
