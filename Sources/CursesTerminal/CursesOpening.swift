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
  private let keys = KeyReader()
  private let hasDirectColor: Bool

  init?() {
    _ = clinux_block_signals(Self.watched, Int32(Self.watched.count))
    signals = clinux_signal_descriptor(Self.watched, Int32(Self.watched.count))
    let noColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    guard cn_open(noColor ? 1 : 0) != 0 else {
      _ = clinux_unblock_signals(Self.watched, Int32(Self.watched.count))
      Glibc.close(signals)
      hasDirectColor = false
      return nil
    }
    hasDirectColor = cn_direct_color() != 0
  }

  var rows: Int { Int(cn_rows()) }
  var columns: Int { Int(cn_columns()) }

  func draw(_ frame: Frame) {
    for (row, line) in frame.lines.enumerated() where row < rows {
      let width = min(line.count, columns)
      var column = 0
      while column < width {
        // Cells of one style go out together, but for those that only we and not the terminal may
        // know the width of: they get a place of their own.
        let style = line[column].style
        var text = ""
        var end = column
        while end < width, line[end].style == style, let plain = line[end].plain {
          text.unicodeScalars.append(plain)
          end += 1
        }
        set(style)
        if end > column {
          cn_put(Int32(row), Int32(column), text)
        } else {
          end = column + put(line, row, column, width)
        }
        column = end
      }
    }
    cn_show()
  }

  /// Puts one cell that is not plain; returns how many columns it took.
  private func put(_ line: [Cell], _ row: Int, _ column: Int, _ width: Int) -> Int {
    let cell = line[column]
    let isWide = column + 1 < width && line[column + 1].text.isEmpty && !cell.text.isEmpty
    let known = cell.text.unicodeScalars.first.map { Int(cn_width($0.value)) } ?? 0
    let isKnown =
      known == (isWide ? 2 : 1)
      && cell.text.unicodeScalars.dropFirst().allSatisfy { cn_width($0.value) == 0 }
    cn_put(
      Int32(row), Int32(column), isKnown ? cell.text : isWide ? "\u{FFFD} " : "\u{FFFD}")
    return isWide ? 2 : 1
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
    case .standard: return -1
    case .indexed(let index) where hasDirectColor && index >= 8:
      let (red, green, blue) = Palette.color(index)
      return direct(red, green, blue)
    case .indexed(let index): return Int32(index)
    case .rgb(let red, let green, let blue):
      return hasDirectColor
        ? direct(red, green, blue) : Int32(Palette.nearest(red, green, blue))
    }
  }

  /// The number of a 24-bit colour; those below 8 are the terminal's own eight.
  private func direct(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int32 {
    let number = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
    return number < 8 ? 0 : number
  }

  func ring() { cn_ring() }

  func copy(_ text: String) {
    let bytes = Array("\u{1B}]52;c;\(Base64Text.encoded(Array(text.utf8)))\u{7}".utf8)
    _ = write(1, bytes, bytes.count)
  }

  func nextKey(descriptors: [Int32], milliseconds: Int32) -> Key? {
    // ncurses reads ahead, so what it has comes before what poll can see.
    if let key = keys.next() { return key }
    var entries = ([0, signals] + descriptors).map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return nil }
    if entries[1].revents != 0, let key = readSignal() { return key }
    if entries[0].revents != 0 {
      if entries[0].revents & Int16(POLLHUP | POLLERR) != 0 { return .terminated }
      return keys.next()
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

extension Cell {
  /// Its character, when it is one of ASCII.
  fileprivate var plain: Unicode.Scalar? {
    guard text.utf8.count == 1, let byte = text.utf8.first, byte >= 0x20, byte < 0x7F else {
      return nil
    }
    return Unicode.Scalar(byte)
  }
}

/// Base64, RFC 4648 section 4.
private enum Base64Text {
  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPadding = place > group.count
        text.append(
          isPadding
            ? UInt8(ascii: "=") : digits[Int(bits >> UInt32(18 - 6 * place) & 63)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
