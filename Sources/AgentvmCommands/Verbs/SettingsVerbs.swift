import AgentModel
import AgentStore
import ArgumentParser
import Host
import TerminalText
import Workflows

struct EnvironmentVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "env", abstract: "Show and change the keys and tokens in the home's env file.",
    discussion: "list (or ls), get KEY, set KEY=VALUE..., unset KEY (or rm), edit, path")

  @Argument(help: "What to do.")
  var action = "list"

  @Argument(help: "The key, and for set its value.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    try context.store.prepare()
    try KeyValueActions(
      file: KeyValueFile(path: context.layout.environmentFile, store: context.store),
      isSecret: true, words: words, verb: "env"
    ).run(action, context, output)
  }
}

struct ConfigurationVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show and change this home's settings.",
    discussion: "list (or ls), get KEY, set KEY=VALUE..., unset KEY (or rm), edit, path")

  @Argument(help: "What to do.")
  var action = "list"

  @Argument(help: "The key, and for set its value.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    try context.store.prepare()
    try KeyValueActions(
      file: KeyValueFile(path: context.layout.configurationFile, store: context.store),
      isSecret: false, words: words, verb: "config"
    ).run(action, context, output)
  }
}

/// What can be done with a file of settings, for `env` and `config`.
private struct KeyValueActions {
  let file: KeyValueFile
  let isSecret: Bool
  let words: [String]
  let verb: String

  private static let names = ["list", "ls", "get", "set", "unset", "rm", "edit", "path"]

  func run(_ action: String, _ context: Context, _ output: Output) throws {
    let most = ["get": 1, "unset": 1, "rm": 1, "set": .max][action, default: 0]
    if words.count > most, KeyValueActions.names.contains(action) {
      throw UsageError.surplus(words[most])
    }
    switch action {
    case "list", "ls":
      let values = try file.read()
      for key in values.keys {
        let value = values[key] ?? ""
        output.line("\(key)=\(isSecret ? Masked.text(value) : Printable.line(value))")
      }
    case "get":
      let key = try key()
      guard let value = try file.read()[key] else { throw SettingsError.notSet(key) }
      output.line(value)
    case "set": try set()
    case "unset", "rm":
      let key = try key()
      if try file.read()[key] == nil { return output.warn("not set: '\(key)'") }
      try file.change { $0[key] = nil }
    case "path": output.line(file.path)
    case "edit": try edit(context)
    default: throw SettingsError.unknownAction(action, verb: verb)
    }
  }

  private func key() throws -> String {
    guard let key = words.first else { throw UsageError.missing(what: "KEY") }
    return try checked(key)
  }

  private func set() throws {
    var values: [(key: String, value: String)] = []
    for (word, value) in try pairs() {
      let key = try checked(word)
      guard !value.isEmpty else { throw SettingsError.emptyValue(key, verb: verb) }
      if !isSecret, let problem = Settings.problem(of: key, value) {
        throw SettingsError.invalidSetting(value, problem)
      }
      values.append((key, value))
    }
    try file.change { for (key, value) in values { $0[key] = value } }
  }

  /// `KEY=VALUE…`, or `KEY VALUE`, whose value may have blanks in it.
  private func pairs() throws -> [(key: String, value: String)] {
    guard let first = words.first else { throw UsageError.missing(what: "KEY=VALUE") }
    guard first.contains("=") else {
      return [(first, words.dropFirst().joined(separator: " "))]
    }
    return try words.map { word in
      guard let equals = word.firstIndex(of: "=") else { throw UsageError.surplus(word) }
      return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }
  }

  private func edit(_ context: Context) throws {
    let environment = context.host.environment
    let editor =
      ["EDITOR", "VISUAL"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
    let words = try ShellWords.split(editor)
    guard let program = words.first,
      let path = program.contains("/")
        ? program : context.host.processes.find(program, in: context.programDirectories)
    else { throw HostError.cannotRun(program: editor, code: 2, reason: "no such program") }
    let status = try context.host.processes.runInteractively(
      Invocation(
        path, words.dropFirst() + [file.path],
        environment: environment.map { "\($0.key)=\($0.value)" }))
    if status != 0 { throw Exit(status: 1) }
  }

  private func checked(_ key: String) throws -> String {
    let isUpper = key.utf8.allSatisfy { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    guard Assignments.isKey(key), isUpper || !isSecret else {
      throw isSecret ? ModelError.invalidKey(key) : ModelError.invalidSetting(key)
    }
    return key
  }
}

/// What `env` and `config` can't do.
enum SettingsError: UserFacingError, Equatable {
  case unknownAction(String, verb: String)
  case notSet(String)
  case emptyValue(String, verb: String)
  case invalidSetting(String, String)

  var problem: String {
    switch self {
    case .unknownAction(_, let verb): "\(verb) knows list, get, set, unset, edit and path"
    case .notSet: "not set"
    case .emptyValue: "a value can't be empty"
    case .invalidSetting(_, let problem): problem
    }
  }

  var culprit: String? {
    switch self {
    case .unknownAction(let text, _), .notSet(let text), .emptyValue(let text, _),
      .invalidSetting(let text, _):
      text
    }
  }

  var hint: String? {
    switch self {
    case .emptyValue(let key, let verb): "agentvm \(verb) unset \(key)"
    default: nil
    }
  }
}
