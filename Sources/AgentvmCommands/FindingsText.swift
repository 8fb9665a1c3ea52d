import TerminalText
import Workflows

/// What is said of what an agent has left for git in a folder of the user's.
enum FindingsText {
  /// The most paths that are named.
  private static let limit = 40

  /// A line for what was found, one for what was not looked at; none for nothing.
  static func lines(_ findings: ReviewPlace.Findings) -> [String] {
    var lines: [String] = []
    if !findings.paths.isEmpty {
      let names = findings.paths.prefix(limit).map {
        // A name must not pass for two.
        "'\(Printable.line($0).split("'").joined(separator: "\\'"))'"
      }
      let more = findings.paths.count - names.count
      lines.append(
        "look before you use git there, it would heed: \(names.joined(separator: ", "))"
          + (more > 0 ? " and \(more) more" : ""))
    }
    if !findings.isWhole {
      lines.append("not all of it could be looked through for what git heeds")
    }
    return lines
  }
}

extension Output {
  /// What an agent has left for git.
  func warn(_ findings: ReviewPlace.Findings) {
    // What the agent wrote last may be the begin of what the terminal would swallow.
    let lines = FindingsText.lines(findings)
    if !lines.isEmpty { endSequences() }
    for line in lines { warn(line) }
  }
}
