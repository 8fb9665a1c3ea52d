import AgentModel
import Host
import TerminalText

/// The one renderer: what commands say, in colour where that is wanted, and never with anything in
/// it that could do something to the terminal.
struct Output: Sendable {
  private let console: any Console
  private let hasColor: Bool
  private let hasErrorColor: Bool

  init(_ host: Host) {
    console = host.console
    let isPlain = host.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    let isDumb = host.environment["TERM"] == "dumb"
    hasColor = host.console.outputIsTerminal && !isPlain && !isDumb
    hasErrorColor = host.console.errorIsTerminal && !isPlain && !isDumb
  }

  /// A line of a command's answer.
  func line(_ text: String = "") { console.write(text + "\n") }

  /// Lines of a command's answer, in one write; none for none.
  func lines(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    line(lines.joined(separator: "\n"))
  }

  /// A line about what is going on.
  func info(_ text: String) { line(styled("==>", "1;34", hasColor) + " " + text) }

  /// The same on standard error, for commands whose standard output is the agent's.
  func note(_ text: String) {
    console.writeError(styled("==>", "1;34", hasErrorColor) + " " + text + "\n")
  }

  /// Something that keeps nobody from going on.
  func warn(_ text: String) {
    console.writeError(styled("warn:", "1;33", hasErrorColor) + " " + text + "\n")
  }

  /// Ends what another program has begun on the terminal and not ended: a sequence, a colour, another screen.
  func endSequences() {
    if console.errorIsTerminal { console.writeError("\u{18}\u{1B}\\\u{1B}[?1047l\u{1B}[0m") }
  }

  func warn(_ error: any UserFacingError) { warn(Output.text(of: error)) }

  /// An error and, where there is one, the next step.
  func error(_ error: any UserFacingError) {
    self.error(Output.text(of: error), hint: error.hint)
  }

  func error(_ text: String, hint: String?) {
    console.writeError(styled("agentvm:", "1;31", hasErrorColor) + " " + text + "\n")
    if let hint { console.writeError("try: \(hint)\n") }
  }

  /// A question on the terminal; nil when there is nobody to answer.
  func ask(_ question: String) -> String? {
    console.writeError(question + " ")
    guard let answer = console.readLine() else {
      console.writeError("\n")
      return nil
    }
    return answer
  }

  func dim(_ text: String) -> String { styled(text, "2", hasColor) }
  func bold(_ text: String) -> String { styled(text, "1", hasColor) }
  func green(_ text: String) -> String { styled(text, "32", hasColor) }
  func cyan(_ text: String) -> String { styled(text, "36", hasColor) }
  func yellow(_ text: String) -> String { styled(text, "33", hasColor) }
  func red(_ text: String) -> String { styled(text, "31", hasColor) }

  /// The problem with its culprit last.
  static func text(of error: any UserFacingError) -> String {
    let problem = Printable.line(error.problem)
    guard let culprit = error.culprit else { return problem }
    return "\(problem): '\(Printable.line(culprit))'"
  }

  private func styled(_ text: String, _ code: String, _ isOn: Bool) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
