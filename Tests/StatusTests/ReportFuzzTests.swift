import AgentvmTestSupport
import Status
import Testing

/// Whatever an agent writes, in whatever pieces: the scanner of its stream does not trap.
@Suite struct ReportFuzzTests {
  @Test func streams() {
    var scanner = TerminalReportScanner()
    Damage.inputs(like: [
      "\u{1B}]7501;state=waiting;kind=permission;text=may I?\u{7}",
      "\u{1B}]2;a title\u{1B}\\\u{1B}]0;another\u{7}\u{1B}]9;4;1;50\u{7}", "\u{7}\u{1B}[?2026h",
    ]) { bytes in
      _ = bytes.withUnsafeBytes { scanner.take($0) }
      let half = bytes.count / 2
      _ = bytes[..<half].withUnsafeBytes { scanner.take($0) }
      _ = bytes[half...].withUnsafeBytes { scanner.take($0) }
    }
  }
}
