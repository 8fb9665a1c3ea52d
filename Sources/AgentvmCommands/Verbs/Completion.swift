import AgentModel
import ArgumentParser
import TerminalText
import Workflows

struct Completion: HomelessVerb {
  static let configuration = CommandConfiguration(
    abstract: "Print what makes a shell complete agentvm's words.",
    discussion: """
      bash: source <(agentvm completion bash)
      zsh: agentvm completion zsh >"${fpath[1]}/_agentvm"
      fish: agentvm completion fish >~/.config/fish/completions/agentvm.fish
      """)

  @Argument(help: "bash, zsh or fish.")
  var shell: String?

  func run(_ output: Output) throws {
    guard let shell else { return output.line(HelpText.usage(of: "completion")) }
    guard let script = CompletionScript(rawValue: shell) else {
      throw CompletionError.unsupportedShell(shell)
    }
    output.line(script.text)
  }
}

/// What the scripts ask: one line says what is offered, the others are words, each with a tab and what
/// it means.
struct Complete: Verb {
  static let configuration = CommandConfiguration(
    commandName: "__complete", abstract: "What could come next.", shouldDisplay: false)

  @Argument(parsing: .postTerminator, help: "The words behind agentvm, the last one unfinished.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    switch Completer(context).answer(to: words) {
    case .files: output.line("files")
    case .directories: output.line("directories")
    case .words(let candidates):
      output.lines(
        ["words"]
          + candidates.map { "\(Printable.line($0.word))\t\(Printable.line($0.meaning))" })
    }
  }
}

/// What `completion` can't print.
enum CompletionError: UserFacingError, Equatable {
  case unsupportedShell(String)

  var problem: String { "completion knows bash, zsh and fish" }

  var culprit: String? {
    switch self {
    case .unsupportedShell(let text): text
    }
  }
}
