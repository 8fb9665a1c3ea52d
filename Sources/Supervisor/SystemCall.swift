import CLinux
import Glibc
import SystemPackage

/// A failed system call: what was tried, and its errno.
struct SystemCallFailure: Error {
  let what: String
  let code: Int32

  init(_ what: String, code: Int32 = errno) {
    self.what = what
    self.code = code
  }

  var message: String { "\(what): \(String(cString: strerror(code)))" }
}

/// The monotonic clock, in milliseconds.
func milliseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

/// Reads a regular file, not through a link, at most `limit` bytes.
func readFile(_ path: String, limit: Int) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
  guard descriptor >= 0 else { throw SystemCallFailure("open \(path)") }
  defer { close(descriptor) }
  return readAll(descriptor, limit: limit)
}

/// The bytes of a descriptor up to its end or `limit`.
func readAll(_ descriptor: Int32, limit: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 16384)
  while bytes.count < limit {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0, errno == EINTR { continue }
    if count <= 0 { break }
    bytes += chunk[..<count]
  }
  return bytes
}

/// Writes all bytes; false when the other side is gone.
@discardableResult
func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
  (try? FileDescriptor(rawValue: descriptor).writeAll(bytes)) != nil
}

/// Replaces a file whole or not at all, mode 0600.
func replaceFile(_ path: String, with bytes: [UInt8]) throws {
  let temporary = path + ".new"
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
  guard descriptor >= 0 else { throw SystemCallFailure("open \(temporary)") }
  let isWritten = writeAll(descriptor, bytes)
  close(descriptor)
  guard isWritten, rename(temporary, path) == 0 else { throw SystemCallFailure("write \(path)") }
}

/// A file in memory that holds `bytes`, read from its start.
func memoryFile(_ name: String, _ bytes: [UInt8]) throws -> Int32 {
  let descriptor = clinux_memory_file(name)
  guard descriptor >= 0, writeAll(descriptor, bytes), lseek(descriptor, 0, SEEK_SET) == 0 else {
    throw SystemCallFailure("memfd_create")
  }
  _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  return descriptor
}

/// A pipe whose ends are closed on exec.
func makePipe() throws -> (read: Int32, write: Int32) {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { throw SystemCallFailure("pipe") }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}

/// Another descriptor of the same file, closed on exec.
func duplicate(_ descriptor: Int32) throws -> Int32 {
  let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
  guard copy >= 0 else { throw SystemCallFailure("dup") }
  return copy
}

/// A pair of connected sockets that keep messages apart, closed on exec.
func makeSocketPair() throws -> (Int32, Int32) {
  var ends: [Int32] = [0, 0]
  guard clinux_socket_pair(&ends) == 0 else { throw SystemCallFailure("socketpair") }
  return (ends[0], ends[1])
}

/// Waits for descriptors to be readable, at most `milliseconds` (-1: for ever); returns those.
func readable(_ descriptors: [Int32], milliseconds: Int) -> Set<Int32> {
  var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  let count = poll(&entries, nfds_t(entries.count), Int32(clamping: milliseconds))
  guard count > 0 else { return [] }
  return Set(entries.filter { $0.revents != 0 }.map(\.fd))
}

/// Starts a program, which sees itself as `name` (its path unless given); `descriptors` maps the child's numbers to ours (-1: /dev/null).
func start(
  _ program: String, as name: String? = nil, _ arguments: [String], environment: [String],
  directory: String? = nil,
  descriptors: [(child: Int32, ours: Int32)], ignoring: [Int32] = [], flags: Int32 = 0
) -> Result<pid_t, SystemCallFailure> {
  var argv: [UnsafeMutablePointer<CChar>?] =
    ([name ?? program] + arguments).map { strdup($0) } + [nil]
  var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
  defer { for text in argv + envp { free(text) } }
  var pid: pid_t = 0
  let code = clinux_spawn(
    program, &argv, &envp, directory, descriptors.map(\.ours), descriptors.map(\.child),
    Int32(descriptors.count), ignoring, Int32(ignoring.count), flags, &pid)
  return code == 0 ? .success(pid) : .failure(SystemCallFailure(program, code: code))
}
