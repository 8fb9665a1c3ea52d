import Glibc

/// The terminal that this process belongs to, whatever its standard streams are.
enum ControllingTerminal {
  /// A descriptor of it; -1 where there is none.
  static let descriptor: Int32 = {
    for stream: Int32 in 0...2 where isatty(stream) == 1 && tcgetpgrp(stream) > 0 { return stream }
    return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
  }()

  /// Whether this process group is the one that may read from it.
  static var isOurs: Bool { descriptor >= 0 && tcgetpgrp(descriptor) == getpgrp() }

  /// Whether who has started this job, somebody of the session outside of it, is a shell that continues jobs
  /// which have stopped: such a one does not let itself be stopped by the terminal that it hands around.
  static var hasShell: Bool {
    var starter = getppid()
    while starter > 0, getpgid(starter) == getpgrp() { starter = parent(of: starter) }
    return starter > 0 && getsid(starter) == getsid(0) && minds(starter, SIGTTOU)
  }

  /// Whether a process ignores or catches a signal.
  private static func minds(_ process: pid_t, _ signal: Int32) -> Bool {
    guard let bytes = try? readFile("/proc/\(process)/status", limit: 1 << 16) else { return false }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
      guard line.hasPrefix("SigIgn:") || line.hasPrefix("SigCgt:"),
        let set = line.split(separator: "\t").last.flatMap({ UInt64($0, radix: 16) })
      else { return false }
      return set & (1 << UInt64(signal - 1)) != 0
    }
  }

  /// 0 where it can't be told.
  private static func parent(of process: pid_t) -> pid_t {
    guard let bytes = try? readFile("/proc/\(process)/stat", limit: 4096) else { return 0 }
    // A name may hold anything, also brackets.
    let facts = bytes.split(separator: UInt8(ascii: ")")).last ?? []
    let words = facts.split(separator: UInt8(ascii: " "))
    return words.count > 1 ? pid_t(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
  }

  /// Makes a process group the one that may read from it. SIGTTOU must be ignored.
  static func give(to group: pid_t) -> Bool { descriptor >= 0 && tcsetpgrp(descriptor, group) == 0 }
}
