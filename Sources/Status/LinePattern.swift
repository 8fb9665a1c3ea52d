import Glibc

/// A compiled POSIX extended regular expression.
package final class LinePattern {
  private var expression = regex_t()

  /// Throws `StatusError.invalidPattern`.
  package init(_ pattern: String, ignoringCase: Bool = false) throws(StatusError) {
    let flags = REG_EXTENDED | REG_NOSUB | (ignoringCase ? REG_ICASE : 0)
    guard regcomp(&expression, pattern, flags) == 0 else { throw .invalidPattern(pattern) }
  }

  deinit { regfree(&expression) }

  /// Whether it matches somewhere in the line.
  package func matches(_ line: String) -> Bool { regexec(&expression, line, 0, nil, 0) == 0 }
}

extension LinePattern {
  /// Several of them. Throws `StatusError.invalidPattern`.
  package static func compiled(_ patterns: [String]) throws(StatusError) -> [LinePattern] {
    var compiled: [LinePattern] = []
    for pattern in patterns { compiled.append(try LinePattern(pattern)) }
    return compiled
  }

  /// One that need not be there. Throws `StatusError.invalidPattern`.
  package static func compiled(_ pattern: String?) throws(StatusError) -> LinePattern? {
    guard let pattern else { return nil }
    return try LinePattern(pattern)
  }
}
