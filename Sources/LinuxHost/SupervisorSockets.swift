import AgentModel
import CLinux
import Glibc
import Host

/// The live supervisors.
package struct SupervisorSockets: Supervision {
  /// The one of this process.
  package init() {}

  package func ask(_ message: [UInt8], at socket: String) throws(HostError) -> ControlAnswer? {
    let connection = try connect(socket)
    defer { close(connection) }
    guard clinux_send_message(connection, message, message.count, nil, 0) > 0 else {
      throw fileError(socket)
    }
    return answer(connection)
  }

  package func deliver(
    _ prompt: [UInt8], seconds: Int, at socket: String
  ) throws(HostError) -> String? {
    let connection = try connect(socket)
    defer { close(connection) }
    let file = clinux_memory_file("prompt")
    guard file >= 0 else { throw fileError("memfd_create") }
    defer { close(file) }
    guard write(file, prompt, prompt.count) == prompt.count else {
      throw fileError("memfd_create")
    }
    let message = [ControlMessage.deliver] + Array(String(seconds).utf8)
    guard clinux_send_message(connection, message, message.count, [file], 1) > 0 else {
      throw fileError(socket)
    }
    switch answer(connection) {
    case .delivered: return nil
    case .undelivered(let reason): return reason
    case .busy: return "too many ask its supervisor at once"
    default: return "the agent ended before it took it"
    }
  }

  package func execute(_ words: [String], at socket: String) throws(HostError) -> CommandEnd {
    let connection = try connect(socket)
    defer { close(connection) }
    // Only pipes go inside: whoever had one of our own descriptors could do more with it.
    let pipes = [try makePipe(), try makePipe(), try makePipe()]
    let request = clinux_memory_file("command")
    let bytes: [UInt8] = words.flatMap { Array($0.utf8) + [0] }
    guard request >= 0, write(request, bytes, bytes.count) == bytes.count,
      lseek(request, 0, SEEK_SET) == 0
    else { throw fileError("memfd_create") }
    let passed = [request, pipes[0].read, pipes[1].write, pipes[2].write]
    let message = [ControlMessage.execute]
    let sent = clinux_send_message(connection, message, 1, passed, Int32(passed.count))
    let problem = errno
    for descriptor in passed { close(descriptor) }
    errno = problem
    var end = CommandEnd.agentEnded
    let relay = StreamRelay(
      input: pipes[0].write, output: pipes[1].read, errors: pipes[2].read)
    if sent < 0, errno == ETOOMANYREFS { throw fileError(socket) }
    // Who was refused has its answer, though nothing could be sent.
    if sent > 0 {
      relay.run(until: connection) { end = self.end(answer(connection)) }
    } else {
      end = self.end(answer(connection))
    }
    return end
  }

  private func connect(_ socket: String) throws(HostError) -> Int32 {
    // The kernel counts what all of this user's processes have on its way, up to this.
    clinux_raise_open_files()
    let parts = socket.split(separator: "/")
    let folder = clinux_open_path("/" + parts.dropLast().joined(separator: "/"))
    guard folder >= 0 else { throw fileError(socket) }
    defer { close(folder) }
    let connection = clinux_connect(folder, String(parts.last ?? ""), 0)
    guard connection >= 0 else { throw fileError(socket) }
    return connection
  }

  private func makePipe() throws(HostError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw fileError("pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private func answer(_ connection: Int32) -> ControlAnswer? {
    var bytes = [UInt8](repeating: 0, count: ControlMessage.limit)
    var count: Int32 = 0
    let length = clinux_receive_message(connection, &bytes, bytes.count, nil, &count)
    return length > 0 ? ControlAnswer(decoding: bytes[..<length]) : nil
  }

  private func end(_ answer: ControlAnswer?) -> CommandEnd {
    if answer == .busy { return .busy }
    guard case .ended(let ending) = answer, let status = ending.exitStatus else {
      return .agentEnded
    }
    return .ended(status)
  }
}

/// Copies our standard input to a pipe and two pipes to our standard output and error, until whoever
/// is at their other ends has ended.
private final class StreamRelay {
  private var input: Int32
  private var sources: [Int32]
  private var pending: ArraySlice<UInt8> = []
  private var inputIsOpen = true
  init(input: Int32, output: Int32, errors: Int32) {
    self.input = input
    sources = [output, errors]
    for descriptor in [input, output, errors] { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
  }

  deinit { for descriptor in [input] + sources where descriptor >= 0 { close(descriptor) } }

  /// `connection` is readable when it is over; then `conclude` reads it.
  func run(until connection: Int32, _ conclude: () -> Void) {
    let old = Glibc.signal(SIGPIPE, SIG_IGN)
    defer { Glibc.signal(SIGPIPE, old) }
    var isOver = false
    while !isOver || sources.contains(where: { $0 >= 0 }) {
      var entries = [
        pollfd(fd: !isOver ? connection : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: sources[0], events: Int16(POLLIN), revents: 0),
        pollfd(fd: sources[1], events: Int16(POLLIN), revents: 0),
        pollfd(
          fd: inputIsOpen && pending.isEmpty && input >= 0 ? 0 : -1, events: Int16(POLLIN),
          revents: 0),
        pollfd(
          fd: input, events: pending.isEmpty ? 0 : Int16(POLLOUT), revents: 0),
      ]
      // What a command leaves behind with our pipes is not waited for.
      let count = poll(&entries, 5, isOver ? 100 : -1)
      if count == 0 { break }
      for index in 0...1 where entries[index + 1].revents != 0 { copy(index) }
      if entries[3].revents != 0 { readInput() }
      if entries[4].revents != 0 { writeInput() }
      if entries[0].revents != 0 {
        conclude()
        isOver = true
      }
    }
  }

  private func copy(_ index: Int) {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = read(sources[index], &bytes, bytes.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    var isTaken = count > 0
    var written = 0
    while isTaken, written < count {
      let part = bytes[written..<count].withUnsafeBytes {
        write(Int32(index + 1), $0.baseAddress, $0.count)
      }
      if part < 0, errno == EINTR { continue }
      isTaken = part > 0
      written += max(0, part)
    }
    // Where nobody reads us, the command is told in its turn.
    guard !isTaken else { return }
    close(sources[index])
    sources[index] = -1
  }

  private func readInput() {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = read(0, &bytes, bytes.count)
    if count > 0 {
      pending = bytes[..<count]
    } else if count == 0 || errno != EINTR {
      inputIsOpen = false
      closeInput()
    }
  }

  private func writeInput() {
    guard !pending.isEmpty else { return closeInput() }
    let count = pending.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
    if count > 0 {
      pending = pending.dropFirst(count)
    } else if errno != EAGAIN, errno != EINTR {
      closeInput()
    }
  }

  private func closeInput() {
    if input >= 0 { close(input) }
    input = -1
    pending = []
    inputIsOpen = false
  }
}
