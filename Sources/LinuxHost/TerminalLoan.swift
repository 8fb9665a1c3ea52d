import CLinux
import Glibc

/// The terminal of this process, which a program gets for a while: as it was, and taken back however that
/// program has ended.
struct TerminalLoan {
  private var settings = termios()
  private let terminal: Int32
  private let discipline: Int32
  private let flags: Int32

  /// Nil where standard input is no terminal, or another process group's just now.
  init?() {
    terminal = 0
    discipline = clinux_line_discipline(0)
    flags = fcntl(0, F_GETFL)
    guard isatty(0) == 1, tcgetpgrp(0) == getpgrp(), tcgetattr(0, &settings) == 0 else {
      return nil
    }
  }

  /// Takes it back. A terminal that another process group was given meanwhile by the shell stays theirs.
  func takeBack() {
    let stop = [SIGTTOU]
    _ = clinux_block_signals(stop, 1)
    defer { _ = clinux_unblock_signals(stop, 1) }
    let owner = tcgetpgrp(terminal)
    // The shell's own, or a job's that it has brought to the front.
    guard owner == getpgrp() || kill(-owner, 0) != 0 else { return }
    tcsetpgrp(terminal, getpgrp())
    clinux_restore_terminal(terminal, discipline, flags)
    var settings = settings
    tcsetattr(terminal, TCSADRAIN, &settings)
  }
}
