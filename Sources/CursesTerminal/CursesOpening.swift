import CNcurses
import Host

/// Opens this process's terminal with ncurses.
package struct CursesOpening: TerminalOpening {
  package init() {}

  package func open() -> (any TerminalScreen)? { nil }
}
