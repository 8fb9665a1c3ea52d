import Glibc
import Host

/// The live terminals.
package struct LinuxTerminals: Terminals {
  /// The one of this process.
  package init() {}

  /// `N_TTY_BUF_SIZE` less the newline, termios(3): what comes beyond is dropped.
  package var longestLine: Int { 4095 }

  package func isByLine(_ path: String) -> Bool {
    guard path.hasPrefix("/dev/pts/") else { return false }
    let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var settings = termios()
    return tcgetattr(descriptor, &settings) == 0 && settings.c_lflag & tcflag_t(ICANON) != 0
  }
}
