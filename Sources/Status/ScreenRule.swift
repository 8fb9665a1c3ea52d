import AgentModel
import Glibc

/// A ready rule with its patterns compiled: small enough for the supervisor, which has no regular
/// expressions of Swift's.
package final class ScreenRule {
  private let all: [LinePattern]
  private let none: [LinePattern]

  /// Throws `StatusError.invalidPattern`.
  package init(_ rule: ReadyRule) throws(StatusError) {
    all = try LinePattern.compiled(rule.all)
    none = try LinePattern.compiled(rule.none)
  }

  /// Whether the rule says anything.
  package var isEmpty: Bool { all.isEmpty && none.isEmpty }

  /// Whether the screen, line by line, fulfils the rule.
  package func matches(_ screen: [String]) -> Bool {
    all.allSatisfy { pattern in screen.contains(where: pattern.matches) }
      && !none.contains { pattern in screen.contains(where: pattern.matches) }
  }
}

/// What is wrong with a rule.
package enum StatusError: UserFacingError, Equatable {
  case invalidPattern(String)

  package var problem: String { "a pattern is not a POSIX extended regular expression" }

  package var culprit: String? {
    switch self {
    case .invalidPattern(let pattern): pattern
    }
  }
}
