import TerminalText
import Workflows

/// What is said of what an agent has left for git in a folder of the user's.
enum FindingsText {
  /// The most paths that are named.
  private static let limit = 8

  /// A line for what was found, one for what was not looked at; none for nothing.
  static func lines(_ findings: ReviewPlace.Findings) -> [String] {
    var lines: [String] = []
    if !findings.paths.isEmpty {
      let names = findings.paths.prefix(limit).map { "'\(Printable.line($0))'" }
      let more = findings.paths.count - names.count
      lines.append(
        "look before you use git there, it would heed: \(names.joined(separator: ", "))"
          + (more > 0 ? " and \(more) more" : ""))
    }
    if !findings.isWhole { lines.append("too many files to find all that git would heed") }
    return lines
  }
}

extension Output {
  /// What an agent has left for git.
  func warn(_ findings: ReviewPlace.Findings) {
    for line in FindingsText.lines(findings) { warn(line) }
  }
}
