/// What a prompt may say about the agent that it goes to.
package enum Placeholders {
  /// The text with `{name}` replaced by the agent's name and `{n}` by the number at its end; for an
  /// agent without one, `{n}` stands for itself.
  package static func fill(_ text: String, for name: AgentName) -> String {
    let filled = text.replacing("{name}", with: name.description)
    return name.number.map { filled.replacing("{n}", with: String($0)) } ?? filled
  }
}

extension String {
  /// The text with every `word` replaced.
  fileprivate func replacing(_ word: String, with other: String) -> String {
    var result: [UInt8] = []
    let bytes = Array(utf8)
    let pattern = Array(word.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] == pattern[0], bytes[index...].starts(with: pattern) {
        result += Array(other.utf8)
        index += pattern.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
