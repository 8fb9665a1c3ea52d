import ArgumentParser
import FoundationEssentials

/// The options and operands of a verb, as its type declares them.
struct Declarations {
  struct Option {
    /// `-p`, `--profile`.
    var names: [String]
    /// What its value is called; nil for a flag.
    var value: String?
    var abstract: String
  }

  private(set) var options: [Option] = []
  private(set) var operands: [(name: String, abstract: String)] = []

  /// The names of the options that take a value.
  var valueOptions: Set<String> { Set(options.filter { $0.value != nil }.flatMap(\.names)) }

  init(of type: any Verb.Type) {
    guard let dump = try? JSONDecoder().decode(Dump.self, from: Data(type._dumpHelp().utf8)) else {
      return
    }
    for argument in dump.command.arguments ?? [] where argument.shouldDisplay {
      let names = (argument.names ?? []).map { ($0.kind == "short" ? "-" : "--") + $0.name }
      if argument.kind == "positional" {
        operands.append((argument.valueName ?? "", argument.abstract ?? ""))
      } else {
        options.append(
          Option(
            names: names.sorted { $0.count < $1.count },
            value: argument.kind == "option" ? argument.valueName ?? "value" : nil,
            abstract: argument.abstract ?? ""))
      }
    }
  }

  /// The parser's own description of a command, as far as it is used here.
  private struct Dump: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }
    struct Argument: Decodable {
      var kind: String
      var shouldDisplay: Bool
      var names: [Name]?
      var valueName: String?
      var abstract: String?
    }
    struct Command: Decodable {
      var arguments: [Argument]?
    }
    var command: Command
  }
}
