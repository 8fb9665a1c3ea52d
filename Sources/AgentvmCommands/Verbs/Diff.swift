import AgentModel
import ArgumentParser
import TerminalText
import Workflows

struct Diff: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show what an agent has changed in its workspace.",
    discussion: """
      Of a git repository the short status, then the changes since the last commit, new files with
      them; what the agent has configured in it is not used. Otherwise the files changed since the
      agent was started, 200 at most. Piped, the bytes are exact, for git apply.
      """)

  @Argument(help: "The agent.")
  var name: String

  func run(in context: Context, _ output: Output) throws {
    let agent = try AgentSelection.agent(name, in: context)
    if let findings = ReviewPlace(context).run(agent) { output.warn(findings) }
    switch try DiffWorkspace(context).run(agent) {
    case .files(let files): output.lines(files.map { Printable.line($0, limit: 4096) })
    case .changes(let bytes, let unreadable):
      for path in unreadable {
        output.warn("can't be read, and counts as empty: '\(Printable.line(path))'")
      }
      guard context.host.console.outputIsTerminal else {
        return context.host.console.write(bytes)
      }
      var isPatch = false
      for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
        let text = String(decoding: line, as: UTF8.self)
        if text.isEmpty { isPatch = true }
        output.line(Self.coloured(text, isPatch: isPatch, output))
      }
    }
  }

  /// The line as a terminal may have it.
  private static func coloured(_ line: String, isPatch: Bool, _ output: Output) -> String {
    let text = line.split(separator: "\t", omittingEmptySubsequences: false)
      .map { Printable.line(String($0), limit: 4096) }.joined(separator: "\t")
    guard isPatch else { return line.hasPrefix("?") ? output.red(text) : output.green(text) }
    switch line.first {
    case "+" where line.hasPrefix("+++ "), "-" where line.hasPrefix("--- "):
      return output.bold(text)
    case "+": return output.green(text)
    case "-": return output.red(text)
    case "@": return output.cyan(text)
    case "d", "i", "n", "o", "r", "s", "B": return output.bold(text)
    default: return text
    }
  }
}
