import AgentModel
import Host
import Status

/// Where the lines of a log go: standard output, with a mark before each, or only those that match.
package final class LogOutput {
  private let console: any Console
  private let mark: [UInt8]
  private let pattern: LinePattern?
  private var line: [UInt8] = []

  /// The most bytes of a line that is marked or chosen whole.
  private static let limit = 1 << 20

  /// `mark` comes before every line; with a `pattern` only lines that match are written.
  package init(_ context: Context, mark: String = "", pattern: LinePattern? = nil) {
    console = context.host.console
    self.mark = Array(mark.utf8)
    self.pattern = pattern
  }

  /// Whether it takes whole lines only: those that are marked or chosen, and what goes to a program,
  /// for which an unfinished line, written over a moment later, is noise.
  var isByLine: Bool { hasRules || !console.outputIsTerminal }

  private var hasRules: Bool { !mark.isEmpty || pattern != nil }

  func write(_ bytes: UnsafeRawBufferPointer) {
    guard hasRules else { return console.write(bytes) }
    var text: [UInt8] = []
    for byte in bytes {
      line.append(byte)
      if byte == 10 || line.count > LogOutput.limit { take(into: &text) }
    }
    if !text.isEmpty { console.write(text) }
  }

  func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes { write($0) } }

  /// Writes what is left of a last line.
  package func finish() {
    guard !line.isEmpty else { return }
    var text: [UInt8] = []
    line.append(10)
    take(into: &text)
    if !text.isEmpty { console.write(text) }
  }

  private func take(into text: inout [UInt8]) {
    defer { line = [] }
    let body = line.last == 10 ? line.dropLast() : line[...]
    if let pattern, !pattern.matches(String(decoding: body, as: UTF8.self)) { return }
    text += mark + line
  }
}
