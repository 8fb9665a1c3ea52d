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

  /// Makes a process group the one that may read from it. SIGTTOU must be ignored.
  static func give(to group: pid_t) -> Bool { descriptor >= 0 && tcsetpgrp(descriptor, group) == 0 }
}
