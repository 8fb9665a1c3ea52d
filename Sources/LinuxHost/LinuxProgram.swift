import CLinux
import Glibc
import Host

/// A running program with pipes to its standard streams.
final class LinuxProgram: RunningProgram {
  private let pid: pid_t
  private var input: Int32
  private var output: Int32
  private var pending: ArraySlice<UInt8> = []
  private var status: Int32?

  /// Milliseconds that a program is given to end.
  private static let patience: Int32 = 2000
  /// The most bytes that are kept for a program that takes none.
  private static let pendingLimit = 1 << 20

  init(pid: pid_t, input: Int32, output: Int32) {
    self.pid = pid
    self.input = input
    self.output = output
    for descriptor in [input, output] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
  }

  deinit { _ = end() }

  var descriptor: Int32 { output }

  func read() -> [UInt8]? {
    flush()
    guard output >= 0 else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while bytes.count < 4 << 20 {
      let count = Glibc.read(output, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        return bytes
      } else {
        // Its end stays readable until it has been told of.
        guard bytes.isEmpty else { return bytes }
        close(output)
        output = -1
        return nil
      }
    }
    return bytes
  }

  func write(_ bytes: [UInt8]) {
    guard pending.count + bytes.count <= Self.pendingLimit else { return }
    pending += bytes
    flush()
  }

  private func flush() {
    while !pending.isEmpty, input >= 0 {
      let count = pending.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
      if count > 0 {
        pending = pending.dropFirst(count)
      } else if count < 0, errno == EINTR {
        continue
      } else {
        if errno != EAGAIN { pending = [] }
        return
      }
    }
  }

  func end() -> Int32 {
    if let status { return status }
    if input >= 0 { close(input) }
    input = -1
    // Somebody who still writes must not stumble over us.
    let deadline = LinuxClock().deadline(in: Double(Self.patience) / 1000)
    while output >= 0 {
      let left = LinuxClock().milliseconds(until: deadline)
      var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&entry, 1, left) > 0 else { break }
      while let bytes = read(), !bytes.isEmpty {}
    }
    if output >= 0 {
      kill(pid, SIGKILL)
      close(output)
      output = -1
    }
    var code: Int32 = 0
    while waitpid(pid, &code, 0) < 0, errno == EINTR {}
    let signal = clinux_term_signal(code)
    let result = signal != 0 ? 128 + signal : clinux_exit_status(code)
    status = result
    return result
  }
}
