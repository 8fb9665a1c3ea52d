import CLinux
import CNcurses
import Glibc
import Host

/// Opens this process's terminal with ncurses.
package struct CursesOpening: TerminalOpening {
  /// The one of this process.
  package init() {}

  package func open() -> (any TerminalScreen)? {
    guard isatty(0) == 1, isatty(1) == 1 else { return nil }
    return CursesScreen()
  }
}

/// The terminal as an ncurses screen. Signals that end or resize it are read as keys, so that the
/// terminal is whole again after any end but a kill.
private final class CursesScreen: TerminalScreen {
  private static let watched: [Int32] = [SIGWINCH, SIGTERM, SIGHUP, SIGINT]
  private let signals: Int32

  init?() {
    _ = clinux_block_signals(Self.watched, Int32(Self.watched.count))
    signals = clinux_signal_descriptor(Self.watched, Int32(Self.watched.count))
    let noColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    guard cn_open(noColor ? 1 : 0) != 0 else {
      _ = clinux_unblock_signals(Self.watched, Int32(Self.watched.count))
      Glibc.close(signals)
      return nil
    }
  }

  var rows: Int { Int(cn_rows()) }
  var columns: Int { Int(cn_columns()) }

  func draw(_ frame: Frame) {
    for (row, line) in frame.lines.enumerated() where row < rows {
      var column = 0
      while column < min(line.count, columns) {
        // Cells of one style go out together.
        let style = line[column].style
        var end = column + 1
        while end < min(line.count, columns), line[end].style == style { end += 1 }
        set(style)
        cn_put(Int32(row), Int32(column), line[column..<end].map(\.text).joined())
        column = end
      }
    }
    cn_show()
  }

  private func set(_ style: CellStyle) {
    var attributes: Int32 = 0
    if style.bold { attributes |= Int32(CN_BOLD) }
    if style.dim { attributes |= Int32(CN_DIM) }
    if style.italic { attributes |= Int32(CN_ITALIC) }
    if style.underline { attributes |= Int32(CN_UNDERLINE) }
    if style.reverse { attributes |= Int32(CN_REVERSE) }
    cn_style(number(of: style.foreground), number(of: style.background), attributes)
  }

  private func number(of color: CellColor) -> Int32 {
    switch color {
    case .standard: -1
    case .indexed(let index): Int32(index)
    }
  }

  func nextKey(descriptors: [Int32], milliseconds: Int32) -> Key? {
    // ncurses reads ahead, so what it has comes before what poll can see.
    if let key = pendingKey() { return key }
    var entries = ([0, signals] + descriptors).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return nil }
    if entries[1].revents != 0, let key = readSignal() { return key }
    if entries[0].revents != 0 {
      if entries[0].revents & Int16(POLLHUP | POLLERR) != 0 { return .terminated }
      return pendingKey()
    }
    return entries.dropFirst(2).contains { $0.revents != 0 } ? .outside : nil
  }

  private func readSignal() -> Key? {
    var key: Key?
    while case let signal = clinux_read_signal(signals), signal != 0 {
      key = signal == SIGWINCH ? key ?? .resized : .terminated
    }
    if key == .resized {
      var rows: Int32 = 0
      var columns: Int32 = 0
      if clinux_window_size(1, &rows, &columns) == 0 { cn_resize(rows, columns) }
    }
    return key
  }

  private func pendingKey() -> Key? {
    let code = cn_key()
    switch code {
    case CN_NONE.code: return nil
    case CN_UP.code: return .up
    case CN_DOWN.code: return .down
    case CN_LEFT.code: return .left
    case CN_RIGHT.code: return .right
    case CN_PAGE_UP.code: return .pageUp
    case CN_PAGE_DOWN.code: return .pageDown
    case CN_HOME.code: return .home
    case CN_END.code: return .end
    case CN_ENTER.code, 10, 13: return .enter
    case CN_BACKSPACE.code, 8, 127: return .backspace
    case CN_RESIZE.code: return .resized
    case CN_OTHER.code: return pendingKey()
    case 27: return .escape
    case 9: return .tab
    case 1...26: return .control(Character(UnicodeScalar(UInt8(code + 96))))
    default:
      return UnicodeScalar(UInt32(bitPattern: code)).map { .character(Character($0)) }
    }
  }

  func suspend(_ body: () -> Void) {
    cn_suspend()
    _ = clinux_unblock_signals(Self.watched, Int32(Self.watched.count))
    body()
    _ = clinux_block_signals(Self.watched, Int32(Self.watched.count))
    cn_resume()
    var rows: Int32 = 0
    var columns: Int32 = 0
    if clinux_window_size(1, &rows, &columns) == 0 { cn_resize(rows, columns) }
  }

  func close() {
    cn_close()
    Glibc.close(signals)
    _ = clinux_unblock_signals(Self.watched, Int32(Self.watched.count))
  }
}

extension RawRepresentable where RawValue: BinaryInteger {
  /// The value of a C constant, as keys are given.
  fileprivate var code: Int32 { Int32(rawValue) }
}

extension Int {
  /// The value of a C constant, as keys are given.
  fileprivate var code: Int32 { Int32(self) }
}
