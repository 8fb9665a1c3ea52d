/// The name of an agent: `[A-Za-z0-9][A-Za-z0-9-]*`, so that it passes unchanged through folder,
/// file and tmux session.
package struct AgentName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The most characters that a new name may have; older homes may hold longer ones.
  package static let maximumLength = 63

  /// The name itself.
  package let description: String

  /// A name as found on disk or given for an agent that exists: any length.
  /// Throws `ModelError.invalidName`.
  package init(_ text: String) throws(ModelError) {
    guard AgentName.isWellFormed(text) else { throw .invalidName(text) }
    description = text
  }

  /// A name for an agent to be made. Throws `ModelError.invalidName` or `.nameTooLong`.
  package init(new text: String) throws(ModelError) {
    try self.init(text)
    guard text.utf8.count <= AgentName.maximumLength else { throw .nameTooLong(text) }
  }

  /// The name of the agent's tmux session.
  package var session: String { "agentvm-\(description)" }

  /// `base-n`, a member of a swarm.
  package func member(_ number: Int) throws(ModelError) -> AgentName {
    try AgentName(new: "\(description)-\(number)")
  }

  /// The number of a member of a swarm: what is behind the last `-`; nil when that is none.
  package var number: Int? {
    guard let dash = description.lastIndex(of: "-") else { return nil }
    let digits = description[description.index(after: dash)...]
    return digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) : nil
  }

  /// Natural order.
  package static func < (a: AgentName, b: AgentName) -> Bool {
    NaturalOrder.precedes(a.description, b.description)
  }

  private static func isWellFormed(_ text: String) -> Bool {
    guard let first = text.utf8.first, first.isASCIIAlphanumeric else { return false }
    return text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
  }
}

extension UInt8 {
  /// Whether the byte is one of `A-Z a-z 0-9`.
  package var isASCIIAlphanumeric: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
