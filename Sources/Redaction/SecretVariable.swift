/// Variables whose values are secrets, by their names.
package enum SecretVariable {
  private static let words: Set<String> = ["PASS", "AUTH", "COOKIE", "PAT", "DSN"]
  /// Of these a word may be made up: `PGPASSWORD`, `OPENAI_APIKEY`.
  private static let ends = [
    "KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "PWD", "CREDENTIAL", "CREDS",
    "WEBHOOK",
  ]
  /// The folders that shells name.
  private static let folders: Set<String> = ["PWD", "OLDPWD"]
  /// What says of a variable that its value is no secret.
  private static let harmless: Set<String> = [
    "URL", "URI", "ENDPOINT", "HOST", "HOSTNAME", "PORT", "MODEL", "REGION", "ZONE", "NAME", "USER",
    "USERNAME", "EMAIL", "EDITOR", "PAGER", "PATH", "DIR", "HOME", "FILE", "MODE", "LEVEL", "LANG",
    "TZ",
    "TERM", "VERSION", "TIMEOUT", "DEBUG", "PROFILE", "NETWORK", "SANDBOX",
  ]

  /// Whether a name says so: its last word is one of those or ends in one, or the last but one, as in
  /// `API_KEY_2`.
  package static func isOne(_ name: String) -> Bool {
    let name = name.uppercased()
    guard !folders.contains(name) else { return false }
    return name.split(separator: "_").suffix(2).contains { part in
      let part = String(part)
      return [part, String(part.dropLast())].contains { word in
        words.contains(word) || ends.contains(where: word.hasSuffix)
      }
    }
  }

  /// Whether a variable that somebody keeps with their keys is one: also any with letters and digits in its
  /// value whose name does not say what else it is.
  package static func isOne(_ name: String, keptWithKeys value: String) -> Bool {
    guard !isOne(name) else { return true }
    let last = name.uppercased().split(separator: "_").last.map(String.init) ?? ""
    return !harmless.contains(last) && value.contains(where: \.isNumber)
      && value.contains(where: \.isLetter)
  }

  /// The values of those among `K=V` pairs, and of those that are known as secrets by their names.
  package static func values(in environment: [String], known: [String] = []) -> [String] {
    let known = Set(known)
    return environment.compactMap { pair in
      guard let equals = pair.firstIndex(of: "=") else { return nil }
      let name = String(pair[..<equals])
      guard known.contains(name) || isOne(name) else { return nil }
      return String(pair[pair.index(after: equals)...])
    }
  }
}
