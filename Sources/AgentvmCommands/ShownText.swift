import AgentModel
import Redaction

/// What somebody typed for an agent, as it is shown: without what looks like a secret.
extension Agent {
  /// Its tags, with commas between them.
  var shownTags: String { Redactor().redacted(tags.map(\.description).joined(separator: ",")) }

  /// Its command, quoted for a shell.
  var shownCommand: String { Redactor().redacted(ShellWords.joined(command)) }
}
