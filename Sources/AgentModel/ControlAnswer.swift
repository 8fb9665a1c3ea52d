/// What a supervisor answers to a message of ``ControlMessage``.
package enum ControlAnswer: Sendable, Equatable {
  /// It is done.
  case ok
  /// Too many ask at once; nothing was done.
  case busy
  /// No message that it knows; nothing was done.
  case notUnderstood
  /// The agent has no gate, or it has ended: no host can be let through.
  case noGate
  /// The agent has taken its prompt.
  case delivered
  /// It has not, and why.
  case undelivered(reason: String)
  /// How a command inside ended; one that could not be started, with a shell's status for that.
  case ended(Ending)
  /// How the status came about: lines `word value`.
  case explanation(String)

  private static let plain: [(text: String, answer: ControlAnswer)] = [
    ("ok", .ok), ("busy", .busy), ("not-understood", .notUnderstood), ("no-gate", .noGate),
    ("delivered", .delivered),
  ]

  /// As the bytes of a message: a word, and a blank and the rest where it has one.
  package var encoded: [UInt8] {
    let text =
      switch self {
      case .undelivered(let reason): "undelivered \(reason)"
      case .ended(.exited(let status)): "exited \(status)"
      case .ended(.killed(let signal)): "killed \(signal)"
      case .ended(.lost): "lost "
      case .explanation(let lines): "explanation \(lines)"
      default: Self.plain.first { $0.answer == self }?.text ?? ""
      }
    return Array(text.utf8)
  }

  /// Reads such bytes; nil when they are none.
  package init?(decoding bytes: some Sequence<UInt8>) {
    let text = String(decoding: Array(bytes), as: UTF8.self)
    if let plain = Self.plain.first(where: { $0.text == text }) {
      self = plain.answer
      return
    }
    guard let blank = text.utf8.firstIndex(of: UInt8(ascii: " ")) else { return nil }
    let rest = String(text[text.utf8.index(after: blank)...])
    switch text[..<blank] {
    case "undelivered": self = .undelivered(reason: rest)
    case "explanation": self = .explanation(rest)
    case "lost": self = .ended(.lost)
    case "exited":
      guard let status = Int32(rest) else { return nil }
      self = .ended(.exited(status: status))
    case "killed":
      guard let signal = Int32(rest) else { return nil }
      self = .ended(.killed(signal: signal))
    default: return nil
    }
  }
}
