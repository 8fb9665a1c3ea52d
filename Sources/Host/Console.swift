/// The command's own standard streams.
package protocol Console: Sendable {
  /// Writes all of it, at once.
  func write(_ bytes: [UInt8])
  /// The same for bytes that lie elsewhere.
  func write(_ bytes: UnsafeRawBufferPointer)
  /// The errno of the first write to standard output that failed; after it none is tried.
  var outputFailure: Int32? { get }
  func writeError(_ bytes: [UInt8])
  /// A line of standard input, without its newline; nil at its end.
  func readLine() -> String?
  var outputIsTerminal: Bool { get }
  var errorIsTerminal: Bool { get }
  var inputIsTerminal: Bool { get }
}

extension Console {
  /// Writes text to standard output.
  package func write(_ text: String) { write(Array(text.utf8)) }
  /// Writes text to standard error.
  package func writeError(_ text: String) { writeError(Array(text.utf8)) }
}
