/// A program to run: argv, never a shell string.
package struct Invocation: Sendable, Equatable {
  package var program: String
  package var arguments: [String]
  /// The whole environment, as `K=V`; nil for a small one that holds no secret.
  package var environment: [String]?
  package var directory: String?
  package var input: [UInt8]

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
  package var output: [UInt8]
  package var errors: [UInt8]

  package init(status: Int32, output: [UInt8] = [], errors: [UInt8] = []) {
    self.status = status
    self.output = output
    self.errors = errors
  }

  /// The output as text.
  package var text: String { String(decoding: output, as: UTF8.self) }

  /// The last line that it wrote to its standard error.
  package var lastError: String {
    let text = String(decoding: errors, as: UTF8.self)
    return text.split(separator: "\n").last.map(String.init) ?? ""
  }
}
