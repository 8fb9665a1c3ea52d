import AgentModel
import ArgumentParser
import Host

/// agentvm: finds the verb, parses the rest, runs it, renders what went wrong.
package enum AgentvmCommand {
  /// The version of this program.
  package static let version = "0.5.0"

  /// Runs argv without the program's name, nil when it is not UTF-8; returns the exit status.
  package static func run(_ arguments: [String]?, on host: Host) -> Int32 {
    let output = Output(host)
    guard let arguments else {
      output.error(UsageError.notUTF8)
      return 1
    }
    guard let word = arguments.first else {
      HelpText.printOverview(output)
      return 0
    }
    let long = ["-v": "version", "--version": "version", "-h": "help", "--help": "help"]
    guard let verb = VerbTable.find(long[word] ?? word) else {
      output.error(UsageError.unknownCommand(word))
      return 1
    }
    if verb.type == Version.self, arguments.count == 1 {
      // Asked for by scripts at every turn: nothing is parsed.
      output.line("agentvm v\(version)")
      return 0
    }
    let rest = verb.separated(Array(arguments.dropFirst()))
    let status = CommandHost.$current.withValue(host) { perform(verb, rest, output) }
    return outputStatus(host, output) ?? status
  }

  /// The status when our output went nowhere: that of a broken pipe, or an error.
  private static func outputStatus(_ host: Host, _ output: Output) -> Int32? {
    guard let code = host.console.outputFailure else { return nil }
    if code == brokenPipe { return 128 + pipeSignal }
    output.error(UsageError.outputFailed(code: code))
    return 1
  }

  private static let brokenPipe: Int32 = 32
  private static let pipeSignal: Int32 = 13

  private static func perform(_ verb: VerbTable.Row, _ rest: [String], _ output: Output) -> Int32 {
    do {
      var command = try verb.type.parseAsRoot(rest)
      try command.run()
      return 0
    } catch let exit as Exit {
      return exit.status
    } catch let error as UsageError {
      output.error(Output.text(of: error), hint: error.hint ?? "agentvm help \(verb.name)")
      return error.exitStatus
    } catch let error as any UserFacingError {
      output.error(error)
      return error.exitStatus
    } catch {
      if verb.type.exitCode(for: error) == .success {
        output.line(HelpText.text(of: verb))
        return 0
      }
      let text = verb.type.message(for: error).split(separator: "\n").first.map(String.init) ?? ""
      output.error(
        text.prefix(1).lowercased() + text.dropFirst(), hint: "agentvm help \(verb.name)")
      return 1
    }
  }
}

/// A command line that can't be meant.
enum UsageError: UserFacingError, Equatable {
  case unknownCommand(String)
  case missing(what: String)
  case invalidNumber(what: String, value: String)
  case invalidShare(what: String, value: String)
  case conflict(String, String)
  case outputFailed(code: Int32)
  case invalidSeconds(what: String, value: String)
  case invalidSize(what: String, value: String)
  case invalidVariable(String)
  case notUTF8
  case surplus(String)
  case notOneOf(what: String, value: String, [String])
  case outOfRange(what: String, value: String, least: Int, most: Int)

  var problem: String {
    switch self {
    case .unknownCommand: "no such command"
    case .missing: "missing argument"
    case .invalidNumber(let what, _): "\(what) is a whole number from 1 on"
    case .invalidShare(let what, _): "\(what) is a number of processors such as 0.5, from 0.01 on"
    case .conflict(let option, _): "\(option) can't be used together with"
    case .outputFailed: "standard output could not be written, errno"
    case .invalidSeconds(let what, _): "\(what) is a number of seconds"
    case .invalidSize(let what, _): "\(what) is a size such as 512M, of a megabyte at least"
    case .surplus: "unexpected argument"
    case .notOneOf(let what, _, let words): "\(what) is one of \(words.joined(separator: ", "))"
    case .outOfRange(let what, _, let least, let most):
      "\(what) is a whole number from \(least) to \(most)"
    case .notUTF8: "an argument is not UTF-8, and could only be handed on changed"
    case .invalidVariable: "--env is K=V or K, its key of letters, digits and '_'"
    }
  }

  var hint: String? {
    guard case .unknownCommand(let word) = self else { return nil }
    let nearest = Suggestion.nearest(to: word, among: VerbTable.words)
    return nearest.map { "agentvm \($0)" } ?? "agentvm help"
  }

  var culprit: String? {
    switch self {
    case .unknownCommand(let word): word
    case .missing(let what): what
    case .invalidNumber(_, let value), .invalidShare(_, let value): value
    case .notOneOf(_, let value, _): value
    case .conflict(_, let option): option
    case .outputFailed(let code): String(code)
    case .invalidSeconds(_, let value), .invalidSize(_, let value): value
    case .invalidVariable(let name), .surplus(let name): name
    case .outOfRange(_, let value, _, _): value
    case .notUTF8: nil
    }
  }
}
