/// Variables whose values are secrets, by their names.
package enum SecretVariable {
  private static let words = [
    "KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASS", "CREDENTIALS", "CREDENTIAL", "AUTH",
    "COOKIE", "PAT", "DSN",
  ]

  /// Whether a name says so: its last word is one of those, or the last but one, as in `API_KEY_2`.
  package static func isOne(_ name: String) -> Bool {
    let parts = name.uppercased().split(separator: "_").suffix(2)
    return parts.contains { words.contains(String($0)) || words.contains(String($0.dropLast())) }
  }

  /// The values of those among `K=V` pairs.
  package static func values(in environment: [String]) -> [String] {
    environment.compactMap { pair in
      guard let equals = pair.firstIndex(of: "="), isOne(String(pair[..<equals])) else {
        return nil
      }
      return String(pair[pair.index(after: equals)...])
    }
  }
}
