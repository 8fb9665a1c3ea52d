/// A label of an agent, `key=value`.
package struct Tag: Hashable, Sendable, CustomStringConvertible {
  /// What is before the first `=`.
  package let key: String
  /// What is after it.
  package let value: String

  /// `key=value`.
  package var description: String { "\(key)=\(value)" }

  /// Parses `K=V`. Throws `ModelError.invalidTag`.
  package init(_ text: String) throws(ModelError) {
    guard let equals = text.firstIndex(of: "=") else { throw .invalidTag(text) }
    let key = text[..<equals]
    guard !key.isEmpty,
      key.utf8.allSatisfy({
        $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
      })
    else { throw .invalidTag(text) }
    self.key = String(key)
    value = String(text[text.index(after: equals)...])
  }

  /// Reads the comma-joined list of a state file. A piece that starts no tag belongs to the value
  /// before it, for a value may hold commas.
  package static func list(_ text: String) -> [Tag] {
    var tags: [Tag] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      if let tag = try? Tag(String(piece)) {
        tags.append(tag)
      } else if let last = tags.popLast(),
        let longer = try? Tag("\(last.description),\(piece)")
      {
        tags.append(longer)
      }
    }
    return tags
  }
}
