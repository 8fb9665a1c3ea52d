import AgentModel
import Host
import Redaction
import Status
import TerminalText

/// Where the lines of a log go: standard output, with a mark before each, or only those that match.
package final class LogOutput {
  private let console: any Console
  private let mark: [UInt8]
  private let pattern: LinePattern?
  private let redactor: Redactor?
  private let stream: RedactingStream?
  private var line: [UInt8] = []
  private var raw: [UInt8] = []
  private var rawStream: RedactingStream?

  /// The most bytes of a line that is marked or chosen whole.
  private static let limit = 1 << 20

  /// `mark` comes before every line; with a `pattern` only lines that match are written. A `redactor` takes
  /// secrets out, also of lines with escapes in them.
  package init(
    _ context: Context, mark: String = "", pattern: LinePattern? = nil, redactor: Redactor?
  ) {
    self.redactor = redactor
    stream = redactor.map { RedactingStream($0) }
    console = context.host.console
    self.mark = Array(mark.utf8)
    self.pattern = pattern
  }

  /// Whether it takes whole lines only: those that are marked or chosen, and what goes to a program,
  /// for which an unfinished line, written over a moment later, is noise.
  var isByLine: Bool { hasRules || !console.outputIsTerminal }

  private var hasRules: Bool { !mark.isEmpty || pattern != nil }

  func write(_ bytes: UnsafeRawBufferPointer) {
    if let stream { stream.write(bytes) { put($0) } } else { put(bytes) }
  }

  /// Writes an unfinished line too, as far as no secret may have begun in it.
  func flush() { stream?.flush { put($0) } }

  /// Writes what has escapes in it: a line whose text holds a secret, as that text.
  func writeRaw(_ bytes: UnsafeRawBufferPointer) {
    guard let redactor else { return put(bytes) }
    raw += bytes
    guard let last = raw.lastIndex(of: 10) else { return }
    var text: [UInt8] = []
    for part in raw[...last].split(separator: 10, omittingEmptySubsequences: false).dropLast() {
      text += shown(Array(part) + [10], redactor)
    }
    raw.removeFirst(last + 1)
    text.withUnsafeBytes { put($0) }
  }

  /// A line with its escapes where its text holds no secret, else that text.
  private func shown(_ line: [UInt8], _ redactor: Redactor) -> [UInt8] {
    let hasEscapes = line.contains { $0 < 32 && $0 != 10 && $0 != 9 }
    let text = hasEscapes ? PlainText.of(line) : line
    var redacted: [UInt8] = []
    let stream = rawStream ?? RedactingStream(redactor)
    rawStream = stream
    text.withUnsafeBytes { stream.write($0) { redacted += $0 } }
    stream.finish { redacted += $0 }
    if redacted != text { return redacted }
    return redactor.redacted(line) ?? line
  }

  private func put(_ bytes: UnsafeRawBufferPointer) {
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
    if let redactor, !raw.isEmpty {
      let text = shown(raw, redactor)
      raw = []
      text.withUnsafeBytes { put($0) }
    }
    stream?.finish { put($0) }
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
