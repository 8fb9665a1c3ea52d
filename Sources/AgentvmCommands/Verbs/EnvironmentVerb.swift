import AgentModel
import AgentStore
import ArgumentParser
import Host
import Workflows

struct EnvironmentVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "env", abstract: "Show and change the keys and tokens in the home's env file.",
    discussion: "list (or ls), get KEY, set KEY=VALUE, unset KEY (or rm), edit, path")

  @Argument(help: "What to do.")
  var action = "list"

  @Argument(help: "The key, and for set its value.")
  var words: [String] = []

  func run(in context: Context, _ output: Output) throws {
    try context.store.prepare()
    let file = KeyValueFile(path: context.layout.environmentFile, store: context.store)
    switch action {
    case "list", "ls":
      let values = try file.read()
      for key in values.keys { output.line("\(key)=\(Self.masked(values[key] ?? ""))") }
    case "get":
      let key = try key()
      guard let value = try file.read()[key] else { throw EnvironmentError.notSet(key) }
      output.line(value)
    case "set": try set(file)
    case "unset", "rm":
      let key = try key()
      if try file.read()[key] == nil { return output.warn("not set: '\(key)'") }
      try file.change { $0[key] = nil }
    case "path": output.line(file.path)
    case "edit": try edit(file, context)
    default: throw EnvironmentError.unknownAction(action)
    }
  }

  private func key() throws -> String {
    guard let key = words.first else { throw UsageError.missing(what: "KEY") }
    return try Self.checked(key)
  }

  private func set(_ file: KeyValueFile) throws {
    guard let first = words.first else { throw UsageError.missing(what: "KEY=VALUE") }
    let key: String
    let value: String
    if let equals = first.firstIndex(of: "=") {
      key = String(first[..<equals])
      value = String(first[first.index(after: equals)...])
    } else {
      key = first
      value = words.dropFirst().joined(separator: " ")
    }
    let checked = try Self.checked(key)
    guard !value.isEmpty else { throw EnvironmentError.emptyValue(checked) }
    try file.change { $0[checked] = value }
  }

  private func edit(_ file: KeyValueFile, _ context: Context) throws {
    let environment = context.host.environment
    let editor = environment["EDITOR"] ?? environment["VISUAL"] ?? "vi"
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

  private static func checked(_ key: String) throws -> String {
    let isUpper = key.utf8.allSatisfy { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    guard Assignments.isKey(key), isUpper else { throw ModelError.invalidKey(key) }
    return key
  }

  /// Enough of a value to know it by, never the whole.
  private static func masked(_ value: String) -> String {
    value.count <= 12
      ? value.prefix(2) + "…" : value.prefix(8) + "…" + value.suffix(4)
  }
}

/// What `env` can't do.
enum EnvironmentError: UserFacingError, Equatable {
  case unknownAction(String)
  case notSet(String)
  case emptyValue(String)

  var problem: String {
    switch self {
    case .unknownAction: "env knows list, get, set, unset, edit and path"
    case .notSet: "not set"
    case .emptyValue: "a value can't be empty"
    }
  }

  var culprit: String? {
    switch self {
    case .unknownAction(let text), .notSet(let text), .emptyValue(let text): text
    }
  }

  var hint: String? {
    switch self {
    case .emptyValue(let key): "agentvm env unset \(key)"
    default: nil
    }
  }
}
