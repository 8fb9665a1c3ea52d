import FoundationEssentials

/// Merges a profile's template into a JSON file of an agent's HOME, so that its first-run dialogs
/// are answered there and nowhere else.
package enum JSONSeed {
  /// The file's new text. A key or string of the template that is `{workspace}` is replaced,
  /// `{NAME}` by a variable and `{NAME:last20}` by its last 20 characters; `{?NAME}text` is `text`.
  /// One with a variable that is not set is left out. A file that is no JSON is replaced. Throws `ProfileError.unreadable`.
  package static func merged(
    template: [UInt8], into file: [UInt8]?, workspace: String,
    variable: (String) -> String?
  ) throws(ProfileError) -> [UInt8] {
    do {
      let text = String(decoding: template, as: UTF8.self)
      let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
      let filled = fill(value, workspace: workspace, variable: variable) ?? .object([:])
      let existing = file.flatMap(decoded)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode((existing ?? .object([:])).merged(with: filled))) + [10]
    } catch { throw .unreadable(profile: "template", reason: "not JSON") }
  }

  /// What people write with comments in it is read as well.
  private static func decoded(_ file: [UInt8]) -> JSONValue? {
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    // The decoder traps on bytes that are no UTF-8, and this file is the agent's.
    let text = String(decoding: file, as: UTF8.self)
    return try? decoder.decode(JSONValue.self, from: Data(text.utf8))
  }

  private static func fill(
    _ value: JSONValue, workspace: String, variable: (String) -> String?
  ) -> JSONValue? {
    switch value {
    case .string(let text):
      return fill(text, workspace: workspace, variable: variable).map(JSONValue.string)
    case .array(let values):
      return .array(values.compactMap { fill($0, workspace: workspace, variable: variable) })
    case .object(let values):
      var filled: [String: JSONValue] = [:]
      for (key, value) in values {
        guard let key = fill(key, workspace: workspace, variable: variable),
          let value = fill(value, workspace: workspace, variable: variable)
        else { continue }
        filled[key] = value
      }
      return .object(filled)
    default: return value
    }
  }

  private static func fill(
    _ text: String, workspace: String, variable: (String) -> String?
  ) -> String? {
    if text == "{workspace}" { return workspace }
    if text.hasPrefix("{?"), let close = text.firstIndex(of: "}") {
      let name = text[text.index(text.startIndex, offsetBy: 2)..<close]
      guard let value = variable(String(name)), !value.isEmpty else { return nil }
      return String(text[text.index(after: close)...])
    }
    guard text.hasPrefix("{"), text.hasSuffix("}") else { return text }
    let isShort = text.hasSuffix(":last20}")
    let value = variable(String(text.dropFirst().dropLast(isShort ? 8 : 1)))
    return isShort ? value.map { String($0.suffix(20)) } : value
  }
}
