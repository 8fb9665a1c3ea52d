import AgentModel

/// What a program tells its terminal of itself.
package enum TerminalReport: Equatable, Sendable {
  /// OSC 0 or 2.
  case title(String)
  /// OSC 7501, the Program Status Protocol; nil when it takes back what it said.
  case status(StatusClaim?, message: String?)
}

/// Finds the reports in the bytes that a program writes, piece by piece.
package struct TerminalReportScanner: Sendable {
  private enum Place { case ground, escape, command, commandEscape }
  private var place = Place.ground
  private var bytes: [UInt8] = []
  /// The most bytes of a command; a longer one is nothing to us.
  private static let limit = 4096

  /// At the beginning of a stream.
  package init() {}

  /// Takes the next bytes; returns the reports that they end.
  package mutating func take(_ chunk: UnsafeRawBufferPointer) -> [TerminalReport] {
    var reports: [TerminalReport] = []
    for byte in chunk {
      switch place {
      case .ground: if byte == 0x1B { place = .escape }
      case .escape:
        bytes = []
        place = byte == UInt8(ascii: "]") ? .command : byte == 0x1B ? .escape : .ground
      case .command:
        switch byte {
        case 0x07: end(&reports)
        case 0x1B: place = .commandEscape
        // Cancelled: CAN and SUB.
        case 0x18, 0x1A: place = .ground
        default: if bytes.count <= Self.limit { bytes.append(byte) }
        }
      case .commandEscape:
        if byte == UInt8(ascii: "\\") {
          end(&reports)
        } else {
          bytes = []
          place = byte == UInt8(ascii: "]") ? .command : byte == 0x1B ? .escape : .ground
        }
      }
    }
    return reports
  }

  private mutating func end(_ reports: inout [TerminalReport]) {
    place = .ground
    guard bytes.count <= Self.limit, let semicolon = bytes.firstIndex(of: UInt8(ascii: ";")) else {
      return
    }
    let value = bytes[(semicolon + 1)...]
    switch String(decoding: bytes[..<semicolon], as: UTF8.self) {
    case "0", "2":
      reports.append(.title(CompiledRules.sentence(String(decoding: value, as: UTF8.self))))
    case "7501":
      if let report = Self.status(String(decoding: value, as: UTF8.self)) { reports.append(report) }
    default: break
    }
  }

  /// `state=STATE[:key=value]…`; nil for what is not one, such as a query.
  private static func status(_ text: String) -> TerminalReport? {
    var fields: [Substring: Substring] = [:]
    for field in text.split(separator: ":") {
      guard let equals = field.firstIndex(of: "=") else { continue }
      fields[field[..<equals]] = field[field.index(after: equals)...]
    }
    let message = fields["msg"].flatMap(Base64.decoded).map {
      CompiledRules.sentence(String(decoding: $0, as: UTF8.self))
    }
    switch fields["state"] {
    case "idle", "done": return .status(StatusClaim(.ready), message: message)
    case "working": return .status(StatusClaim(.working), message: message)
    case "blocked":
      let kind = fields["kind"].flatMap { AgentStatus.Kind(rawValue: String($0)) }
      return .status(StatusClaim(.waiting, kind), message: message)
    case "clear": return .status(nil, message: nil)
    default: return nil
    }
  }
}

/// Base64, RFC 4648 section 4; Foundation's would make the supervisor ten times as large.
enum Base64 {
  /// The bytes; nil when the text is not base64.
  static func decoded(_ text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for character in text.utf8 where character != UInt8(ascii: "=") {
      guard let value = value(of: character) else { return nil }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes
  }

  private static func value(of character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
