/// A program to run: argv, never a shell string.
package struct Invocation: Sendable, Equatable {
  /// The path of the program.
  package var program: String
  /// argv without the program.
  package var arguments: [String]
  /// The whole environment, as `K=V`; nil for a small one that holds no secret.
  package var environment: [String]?
  /// Where it starts; nil for the caller's folder.
  package var directory: String?
  /// What its standard input holds.
  package var input: [UInt8]

  /// Makes one from its parts.
  package init(
    _ program: String, _ arguments: [String], environment: [String]? = nil,
    directory: String? = nil, input: [UInt8] = []
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.input = input
  }
}

/// How a program ended, and what it said.
package struct Completion: Sendable, Equatable {
  /// The exit status, or 128 + the signal.
  package var status: Int32
  /// What it wrote to standard output.
  package var output: [UInt8]
  /// What it wrote to standard error.
  package var errors: [UInt8]

  /// Makes one from its parts.
  package init(status: Int32, output: [UInt8] = [], errors: [UInt8] = []) {
    self.status = status
    self.output = output
    self.errors = errors
  }

  /// The output as text.
  package var text: String { String(decoding: output, as: UTF8.self) }
  /// The same of standard error.
  package var errorText: String { String(decoding: errors, as: UTF8.self) }

  /// The last line that it wrote to its standard error.
  package var lastError: String {
    let text = String(decoding: errors, as: UTF8.self)
    return text.split(separator: "\n").last.map(String.init) ?? ""
  }
}
