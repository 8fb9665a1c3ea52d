import AgentModel
import Yams

/// Reads `profiles/<name>.status.yaml`:
///
///     ready:
///       all: ['^> ']        # each must match some line of the screen
///       none: ['working']   # none may match any
package enum StatusFile {
  private struct Document: Decodable {
    struct Rule: Decodable {
      var all: [String]?
      var none: [String]?
    }
    var ready: Rule?
  }

  /// The ready rule in a file's text. Throws `ProfileError.unreadable`.
  package static func parse(_ text: String, name: String) throws(ProfileError) -> ReadyRule {
    do {
      let document = try YAMLDecoder().decode(Document.self, from: text)
      return ReadyRule(all: document.ready?.all ?? [], none: document.ready?.none ?? [])
    } catch {
      throw .unreadable(profile: "\(name).status.yaml", reason: "not the YAML it should be")
    }
  }
}
