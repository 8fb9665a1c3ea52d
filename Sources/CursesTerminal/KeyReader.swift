import CNcurses
import Glibc
import Host

/// Turns what ncurses reads into keys.
struct KeyReader {
  /// The most bytes of one paste.
  private static let pasteLimit = 1 << 20

  /// The next key that is there already; nil for none.
  func next() -> Key? {
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
    case CN_BACK_TAB.code: return .backTab
    case CN_DELETE.code: return .delete
    case CN_INSERT.code: return .insert
    case CN_RESIZE.code: return .resized
    case CN_MOUSE.code: return mouse() ?? next()
    case CN_PASTE_BEGIN.code: return .paste(paste())
    case CN_FUNCTION.code..<CN_OTHER.code: return .function(Int(code - CN_FUNCTION.code) + 1)
    case CN_OTHER.code, CN_PASTE_END.code: return next()
    case 27: return alternate()
    case 9: return .tab
    case 0: return .control(" ")
    case 1...26: return .control(Character(UnicodeScalar(UInt8(code + 96))))
    case 28...31: return .control(Character(UnicodeScalar(UInt8(code + 64))))
    default: return character(code).map(Key.character)
    }
  }

  private func character(_ code: Int32) -> Character? {
    code < 0 ? nil : UnicodeScalar(UInt32(bitPattern: code)).map(Character.init)
  }

  /// Escape, or the character that came at once behind it.
  private func alternate() -> Key {
    let code = cn_key()
    guard code != CN_NONE.code, code < CN_UP.code else { return .escape }
    guard code > 31, code != 127, let character = character(code) else {
      cn_unread(code)
      return .escape
    }
    return .alt(character)
  }

  private func mouse() -> Key? {
    var row: Int32 = 0
    var column: Int32 = 0
    let kind: MouseEvent.Kind
    switch cn_mouse(&row, &column) {
    case CN_PRESS.code: kind = .press
    case CN_DOUBLE_PRESS.code: kind = .doublePress
    case CN_WHEEL_UP.code: kind = .wheelUp
    case CN_WHEEL_DOWN.code: kind = .wheelDown
    default: return nil
    }
    return .mouse(MouseEvent(kind, row: Int(row), column: Int(column)))
  }

  /// What comes until the terminal says that the paste is over; a moment of silence ends it too.
  private func paste() -> String {
    var text = String.UnicodeScalarView()
    var count = 0
    while count < Self.pasteLimit {
      count += 1
      let code = cn_key()
      if code == CN_PASTE_END.code { break }
      if code == CN_NONE.code {
        var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 500) > 0 else { break }
        continue
      }
      if code == CN_ENTER.code || code == 13 {
        text.append("\n")
      } else if code >= 0, code < CN_UP.code, let scalar = UnicodeScalar(UInt32(code)) {
        text.append(scalar)
      }
    }
    return String(text)
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
