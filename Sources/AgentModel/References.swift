/// References `${NAME}` in the values of `config` and profiles, which keep secrets out of those files: what they
/// stand for is looked up when an agent is started, and written down nowhere.
package enum References {
  /// The text with each replaced by what `value` says, and the names for which it says nothing: those
  /// stand for nothing.
  package static func resolved(
    _ text: String, _ value: (String) -> String?
  ) -> (text: String, missing: [String]) {
    var result = ""
    var missing: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "$") {
      result += rest[..<start]
      rest = rest[start...]
      guard let reference = name(at: rest) else {
        result.append("$")
        rest = rest.dropFirst()
        continue
      }
      if let found = value(String(reference)) {
        result += found
      } else {
        missing.append(String(reference))
      }
      rest = rest.dropFirst(reference.count + 3)
    }
    return (result + rest, missing)
  }

  private static func name(at text: Substring) -> Substring? {
    guard text.hasPrefix("${"), let end = text.firstIndex(of: "}") else { return nil }
    let name = text[text.index(text.startIndex, offsetBy: 2)..<end]
    return Assignments.isKey(name) ? name : nil
  }
}
