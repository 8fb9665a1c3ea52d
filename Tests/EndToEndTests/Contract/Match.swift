import FoundationEssentials

/// What a command writes. In lines `*` stands for any text.
enum Match: Sendable {
  case nothing
  /// Exactly these lines.
  case lines([String])
  /// Among others lines like these.
  case includes([String])
  /// A JSON object with exactly these keys.
  case object([String: Kind])
  /// A JSON array of such objects, one at least.
  case objects([String: Kind])

  /// The type of a JSON value.
  enum Kind: Sendable {
    case text, number, flag, list
    case textOrNull, numberOrNull
    case objects([String: Kind])
  }

  /// An error and its next step.
  static func error(_ text: String, try hint: String? = nil) -> Match {
    .lines(["agentvm: \(text)"] + (hint.map { ["try: \($0)"] } ?? []))
  }

  /// What ends a `spawn` and a `restart`.
  static func started(_ name: String, sandbox: String = "bwrap") -> Match {
    .lines([
      "==> started \(name)", "    Session:   agentvm-\(name)",
      "    Workspace: @ROOT@/workspaces/\(name)", "    Sandbox:   \(sandbox)",
      "    Created:   20*Z", "", "attach with: agentvm attach \(name)",
    ])
  }

  func holds(_ text: String) -> Bool {
    // Of scalars, for `\r\n` is one character.
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map(Substring.init)
    switch self {
    case .nothing: return text.isEmpty
    case .lines(let patterns):
      return lines.last == "" && lines.count == patterns.count + 1
        && zip(patterns, lines).allSatisfy { Wildcard.matches($0, $1) }
    case .includes(let patterns):
      return patterns.allSatisfy { pattern in lines.contains { Wildcard.matches(pattern, $0) } }
    case .object(let kinds): return JSON(text)?.isObject(kinds) ?? false
    case .objects(let kinds): return JSON(text)?.isKind(.objects(kinds)) ?? false
    }
  }
}

/// Patterns whose `*` stands for any text.
private enum Wildcard {
  static func matches(_ pattern: String, _ text: Substring) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return pattern == text }
    guard text.hasPrefix(pieces[0]) else { return false }
    var rest = text.dropFirst(pieces[0].count)
    for piece in pieces[1..<(pieces.count - 1)] where !piece.isEmpty {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(pieces[pieces.count - 1])
  }
}

/// A JSON value, as far as its type is looked at.
private enum JSON: Decodable {
  case null, flag, number, text
  case list([JSON])
  case object([String: JSON])

  init?(_ text: String) {
    guard let value = try? JSONDecoder().decode(JSON.self, from: Data(text.utf8)) else {
      return nil
    }
    self = value
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if (try? container.decode(Bool.self)) != nil {
      self = .flag
    } else if (try? container.decode(Double.self)) != nil {
      self = .number
    } else if (try? container.decode(String.self)) != nil {
      self = .text
    } else if let values = try? container.decode([JSON].self) {
      self = .list(values)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  func isObject(_ kinds: [String: Match.Kind]) -> Bool {
    guard case .object(let values) = self, values.count == kinds.count else { return false }
    return kinds.allSatisfy { key, kind in values[key]?.isKind(kind) ?? false }
  }

  func isKind(_ kind: Match.Kind) -> Bool {
    switch (kind, self) {
    case (.text, .text), (.number, .number), (.flag, .flag), (.list, .list): true
    case (.textOrNull, .text), (.textOrNull, .null): true
    case (.numberOrNull, .number), (.numberOrNull, .null): true
    case (.objects(let kinds), .list(let values)):
      !values.isEmpty && values.allSatisfy { $0.isObject(kinds) }
    default: false
    }
  }
}
