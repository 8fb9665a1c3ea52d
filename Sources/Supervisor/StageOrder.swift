import AgentModel

/// What a supervisor asks its stage inside for, a message each: a first byte that says what, and its payload.
enum StageOrder: Equatable {
  /// A signal for the agent.
  case signal(Int32)
  /// Run a further command of that number: four descriptors are its words and its standard streams.
  case execute(String, [Int32])
  /// End that command.
  case end(String)
  /// Start the agent's command.
  case go
  /// Continue the agent's command, in the foreground of its terminal or behind it.
  case resume(isInFront: Bool)
  /// None of these.
  case unknown

  /// Without its descriptors.
  var encoded: [UInt8] {
    switch self {
    case .signal(let signal): [UInt8(ascii: "s"), UInt8(truncatingIfNeeded: signal)]
    case .execute(let id, _): [UInt8(ascii: "x")] + Array(id.utf8)
    case .end(let id): [UInt8(ascii: "k")] + Array(id.utf8)
    case .go: [UInt8(ascii: "g")]
    case .resume(isInFront: true): [UInt8(ascii: "f")]
    case .resume(isInFront: false): [UInt8(ascii: "b")]
    case .unknown: []
    }
  }

  /// The descriptors that go with it.
  var descriptors: [Int32] {
    if case .execute(_, let descriptors) = self { descriptors } else { [] }
  }

  /// Reads a message.
  init(decoding bytes: [UInt8], _ descriptors: [Int32]) {
    let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
    switch bytes.first {
    case UInt8(ascii: "s") where bytes.count == 2: self = .signal(Int32(bytes[1]))
    case UInt8(ascii: "x") where descriptors.count == 4: self = .execute(text, descriptors)
    case UInt8(ascii: "k"): self = .end(text)
    case UInt8(ascii: "g"): self = .go
    case UInt8(ascii: "f"): self = .resume(isInFront: true)
    case UInt8(ascii: "b"): self = .resume(isInFront: false)
    default: self = .unknown
    }
  }
}
