import CLinux
import Glibc
import Host

/// The live processes.
package struct LinuxProcesses: Processes {
  private let environment: [String: String]
  private static let lookInterval: Int32 = 50

  /// `environment` is the caller's, of which programs get a small part unless told otherwise.
  package init(environment: [String: String]) { self.environment = environment }

  /// What tmux and other tools need of the caller's environment: nothing that is a secret.
  private var smallEnvironment: [String] {
    let names = [
      "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "COLORTERM", "LANG", "LC_ALL",
      "LC_CTYPE", "TZ", "XDG_RUNTIME_DIR", "NO_COLOR",
    ]
    return names.compactMap { name in environment[name].map { "\(name)=\($0)" } }
  }

  package func run(_ invocation: Invocation) throws(HostError) -> Completion {
    let input = try makePipe()
    let output = try makePipe()
    let errors = try makePipe()
    let pid: pid_t
    do {
      pid = try start(
        invocation, descriptors: [(0, input.read), (1, output.write), (2, errors.write)])
    } catch {
      for pipe in [input, output, errors] {
        close(pipe.read)
        close(pipe.write)
      }
      throw error
    }
    for end in [input.read, output.write, errors.write] { close(end) }
    let (text, complaints) = exchange(
      invocation.input, to: input.write, from: output.read, and: errors.read, with: pid)
    return Completion(status: status(of: pid), output: text, errors: complaints)
  }

  package func runInteractively(_ invocation: Invocation) throws(HostError) -> Int32 {
    // The terminal's signals are for the program, as in a shell.
    let old = [SIGINT, SIGQUIT].map { Glibc.signal($0, SIG_IGN) }
    defer {
      for (signal, handler) in zip([SIGINT, SIGQUIT], old) { Glibc.signal(signal, handler) }
    }
    // Whoever has the terminal stops; then this job does, or the shell would wait.
    let stopping = Glibc.signal(SIGTSTP, SIG_DFL)
    defer { Glibc.signal(SIGTSTP, stopping) }
    let loan = TerminalLoan()
    let pid = try start(invocation, descriptors: [(0, 0), (1, 1), (2, 2)])
    passSignals(to: pid)
    let status = status(of: pid)
    loan?.takeBack()
    return status
  }

  /// Passes on who asks this process to end, until that one has ended.
  private func passSignals(to pid: pid_t) {
    let process = clinux_pidfd_open(pid)
    guard process >= 0 else { return }
    defer { close(process) }
    let descriptor = EndingSignals.hold()
    defer {
      close(descriptor)
      EndingSignals.release()
    }
    var entries = [
      pollfd(fd: process, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    while entries[0].revents == 0 {
      guard poll(&entries, 2, -1) >= 0 || errno == EINTR else { return }
      while case let signal = clinux_read_signal(descriptor), signal != 0 {
        // The terminal itself has sent an interrupt to all that are to have it.
        if signal != SIGINT { _ = clinux_pidfd_signal(process, signal) }
      }
    }
  }

  package func start(_ invocation: Invocation) throws(HostError) -> any RunningProgram {
    let input = try makePipe()
    let output = try makePipe()
    defer {
      close(input.read)
      close(output.write)
    }
    do {
      let pid = try start(
        invocation, descriptors: [(0, input.read), (1, output.write), (2, output.write)])
      // Who has ended must not end us.
      Glibc.signal(SIGPIPE, SIG_IGN)
      let program = LinuxProgram(pid: pid, input: input.write, output: output.read)
      program.write(invocation.input)
      return program
    } catch {
      close(input.write)
      close(output.read)
      throw error
    }
  }

  package func find(_ program: String, in directories: [String]) -> String? {
    directories.lazy.map { "\($0)/\(program)" }.first { LinuxFiles().isExecutable($0) }
  }

  package func signal(holderOf lock: LockFile, _ signal: Int32) -> Bool {
    guard let process = supervisor(of: lock) else { return false }
    defer { close(process) }
    return clinux_pidfd_signal(process, signal) == 0
  }

  package func table() -> ProcessTable { ProcessReader.read() }

  package func waitForRelease(of lock: LockFile, until deadline: Deadline?) -> Bool {
    waitForFirstRelease(of: [lock], until: deadline) != nil
  }

  package func waitForFirstRelease(of locks: [LockFile], until deadline: Deadline?) -> Int? {
    let clock = LinuxClock()
    let files = LinuxFiles()
    while true {
      if let index = locks.firstIndex(where: { !files.holder(of: $0).isAlive }) { return index }
      if let deadline, clock.isPast(deadline) { return nil }
      var entries = locks.map {
        pollfd(fd: supervisor(of: $0) ?? -1, events: Int16(POLLIN), revents: 0)
      }
      defer { for entry in entries where entry.fd >= 0 { close(entry.fd) } }
      let left = deadline.map { clock.milliseconds(until: $0) } ?? -1
      // Without a descriptor of each, all that is left is to look again.
      let isBlind =
        entries.contains { $0.fd < 0 } && !(0..<Self.lookInterval).contains(left)
      poll(&entries, nfds_t(entries.count), isBlind ? Self.lookInterval : left)
    }
  }

  /// A descriptor of the process that holds the lock: its pid is looked at again once the
  /// descriptor is there, so it can't be another's.
  private func supervisor(of lock: LockFile) -> Int32? {
    guard case .supervisor(let pid) = LinuxFiles().holder(of: lock), pid > 0 else { return nil }
    let process = clinux_pidfd_open(pid)
    guard process >= 0 else { return nil }
    if LinuxFiles().holder(of: lock) == .supervisor(pid: pid) { return process }
    close(process)
    return nil
  }

  private func start(
    _ invocation: Invocation, descriptors: [(child: Int32, ours: Int32)]
  ) throws(HostError) -> pid_t {
    let words = [invocation.program] + invocation.arguments
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    let variables = invocation.environment ?? smallEnvironment
    var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var pid: pid_t = 0
    let code = clinux_spawn(
      invocation.program, &argv, &envp, invocation.directory, descriptors.map(\.ours),
      descriptors.map(\.child), Int32(descriptors.count), [], 0, 0, &pid)
    guard code == 0 else {
      throw .cannotRun(program: invocation.program, code: code, reason: reason(of: code))
    }
    return pid
  }

  private func makePipe() throws(HostError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw fileError("pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Writes the input and reads both outputs at once, so that no side waits for another. It ends with
  /// the program: a child that it leaves behind with our pipes is not waited for.
  private func exchange(
    _ input: [UInt8], to target: Int32, from output: Int32, and errors: Int32, with pid: pid_t
  ) -> ([UInt8], [UInt8]) {
    var texts: [[UInt8]] = [[], []]
    var written = 0
    var entries = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      pollfd(fd: target, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: clinux_pidfd_open(pid), events: Int16(POLLIN), revents: 0),
    ]
    for pipe in [output, errors, target] { _ = fcntl(pipe, F_SETFL, O_NONBLOCK) }
    let old = Glibc.signal(SIGPIPE, SIG_IGN)
    defer { Glibc.signal(SIGPIPE, old) }
    func finish(_ index: Int) {
      close(entries[index].fd)
      entries[index].fd = -1
    }
    if input.isEmpty { finish(2) }
    var chunk = [UInt8](repeating: 0, count: 65536)
    while entries[0].fd >= 0 || entries[1].fd >= 0 {
      guard poll(&entries, 4, -1) >= 0 || errno == EINTR else { break }
      let hasEnded = entries[3].revents != 0
      for index in 0...1 where entries[index].fd >= 0 {
        guard hasEnded || entries[index].revents != 0 else { continue }
        var count = read(entries[index].fd, &chunk, chunk.count)
        while count > 0 {
          texts[index] += chunk[..<count]
          count = read(entries[index].fd, &chunk, chunk.count)
        }
        if count == 0 || hasEnded || errno != EAGAIN { finish(index) }
      }
      guard entries[2].fd >= 0, entries[2].revents != 0 else { continue }
      let count = input[written...].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
      if count > 0 { written += count }
      if written == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) { finish(2) }
    }
    for index in 2...3 where entries[index].fd >= 0 { finish(index) }
    return (texts[0], texts[1])
  }

  private func status(of pid: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return clinux_exited(status) != 0
      ? clinux_exit_status(status) : 128 + clinux_term_signal(status)
  }
}
