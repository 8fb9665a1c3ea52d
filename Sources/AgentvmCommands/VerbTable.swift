import ArgumentParser

/// All verbs: one row each, in the order of the help. Help, manual and completion come from the rows
/// and from the declarations of their types.
enum VerbTable {
  enum Group: String, CaseIterable {
    case lifecycle = "Lifecycle"
    case observe = "Observe"
    case steer = "Steer"
    case configure = "Configure"
  }

  /// What stands at a place of a command line, for completion.
  enum Operand: Equatable {
    case agent, runningAgent
    case newName
    case file, directory
    case profile, tag, state, waitState, event, verb, shell
    case environmentKey, configurationKey
    case words([String])
    /// Anything else: nothing is offered.
    case text
  }

  struct Row {
    let name: String
    var aliases: [String] = []
    let group: Group
    let usage: String
    let type: any Verb.Type
    /// What the operands are; the last one repeats.
    var operands: [Operand] = []
    /// For verbs that end in a command's own words: how many words come before those.
    var wordsAfter: Int?
    let example: String
    /// Whether it is for scripts of ours, and in no help.
    var isHidden = false

    /// The arguments with `--` before the command's own words, so that none of them is taken for an
    /// option of ours.
    func separated(_ arguments: [String]) -> [String] {
      guard let wordsAfter else { return arguments }
      // Asking the parser takes longer than parsing: only where there is an option.
      lazy var valueOptions = Declarations(of: type).valueOptions
      var positionals = 0
      var index = 0
      while index < arguments.count {
        let argument = arguments[index]
        if argument == "--" { return arguments }
        if argument.hasPrefix("-"), argument.count > 1 {
          index += valueOptions.contains(argument) ? 2 : 1
        } else if positionals == wordsAfter {
          return arguments[..<index] + ["--"] + arguments[index...]
        } else {
          positionals += 1
          index += 1
        }
      }
      return arguments
    }
  }

  static func find(_ word: String) -> Row? {
    rows.first { $0.name == word || $0.aliases.contains(word) }
  }

  /// The rows that people see.
  static var shown: [Row] { rows.filter { !$0.isHidden } }

  static var words: [String] { shown.flatMap { [$0.name] + $0.aliases } }
}
