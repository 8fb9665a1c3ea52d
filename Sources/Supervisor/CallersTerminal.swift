import Glibc

/// The terminal of whoever has called, which an agent gets for a while: as it was, and to whom it belonged.
struct CallersTerminal {
  private var settings = termios()
  private let owner: pid_t

  /// Nil where standard input is no terminal.
  init?() {
    owner = tcgetpgrp(0)
    guard tcgetattr(0, &settings) == 0, owner > 0 else { return nil }
  }

  /// Gives it back. SIGTTOU must be ignored, for by now it belongs to the agent.
  func giveBack() {
    tcsetpgrp(0, owner)
    var settings = settings
    tcsetattr(0, TCSADRAIN, &settings)
  }
}
