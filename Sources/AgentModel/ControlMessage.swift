/// What a supervisor is asked through its own socket, `run/<name>.sock`, a message each: a first byte
/// that says what, then its payload.
package enum ControlMessage {
  /// Run a command inside the sandbox. Four descriptors come with it: a file with the command's words,
  /// each ended by a NUL, and its standard streams. The answer, `ended`, comes when it has; who hangs up
  /// before ends the command.
  package static let execute = UInt8(ascii: "x")
  /// The agent has another name: `KEY=value` fields, each ended by a NUL. The answer is `ok`.
  package static let rename = UInt8(ascii: "r")

  /// How the status came about. The answer is its `explanation`.
  package static let explain = UInt8(ascii: "e")
  /// Something was typed for the agent and submitted. The answer is `ok`.
  package static let sent = UInt8(ascii: "s")

  /// A prompt to deliver, in a file whose descriptor comes with it; the payload is the seconds that
  /// the agent is given to be ready. The answer is `delivered` or `undelivered`.
  package static let deliver = UInt8(ascii: "p")

  /// Let a host through from now on; the payload is the rule. The answer is `ok` or `noGate`.
  package static let allow = UInt8(ascii: "n")

  /// The most bytes of a message.
  package static let limit = 65536

  /// Where an agent's things are under its new name.
  package struct Names: Sendable, Equatable {
    /// The name.
    package var name = ""
    /// The supervisor's record.
    package var runFile = ""
    /// The supervisor's socket.
    package var controlSocket = ""
    /// Where what it reached is written.
    package var networkFile = ""
    /// The hook at its end with its arguments.
    package var exitHook: [String] = []

    /// Nothing in particular.
    package init() {}

    /// As the payload of a message.
    package var encoded: [UInt8] {
      let fields =
        ["name=\(name)", "runFile=\(runFile)", "controlSocket=\(controlSocket)"]
        + ["networkFile=\(networkFile)"]
        + exitHook.map { "exitHook=\($0)" }
      return fields.flatMap { Array($0.utf8) + [0] }
    }

    /// Reads a payload; nil when it is not one.
    package init?(decoding bytes: some Sequence<UInt8>) {
      for field in Array(bytes).split(separator: 0) {
        let text = String(decoding: field, as: UTF8.self)
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let value = String(text[text.index(after: equals)...])
        switch text[..<equals] {
        case "name": name = value
        case "runFile": runFile = value
        case "controlSocket": controlSocket = value
        case "networkFile": networkFile = value
        case "exitHook": exitHook.append(value)
        default: return nil
        }
      }
      guard !name.isEmpty, !runFile.isEmpty else { return nil }
    }
  }
}
