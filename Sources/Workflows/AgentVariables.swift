import AgentModel
import Host
import Redaction

/// The variables that an agent is given by hand, and by files. Their values are data: nothing in
/// them is expanded.
package struct AgentVariables: Sendable {
  /// Names and values, later ones before earlier ones of the same name.
  package private(set) var pairs: [(String, String)] = []
  /// What could not be found any more.
  package private(set) var warnings: [String] = []

  /// The names of those that come from files and hold secrets.
  private(set) var secretNames: [String] = []

  private static let limit = 1 << 20

  /// Those of a request. Throws `WorkflowError.fileMissing`, `ModelError.invalidKey` or `HostError`.
  package init(_ request: AgentRequest, _ context: Context) throws {
    for path in request.environmentFiles {
      let file = try AgentVariables.read(path, context)
      for key in file.keys {
        let value = file[key] ?? ""
        pairs.append((key, value))
        if SecretVariable.isOne(key, keptWithKeys: value) { secretNames.append(key) }
      }
    }
    for name in request.environmentNames where request.environment[name] == nil {
      guard Assignments.isKey(name) else { throw ModelError.invalidKey(name) }
      if let value = context.settings.variable(name) {
        pairs.append((name, value))
      } else {
        warnings.append("a variable that it is to have is not set: '\(name)'")
      }
    }
    for (name, value) in request.environment.sorted(by: { $0.key < $1.key }) {
      guard Assignments.isKey(name) else { throw ModelError.invalidKey(name) }
      pairs.append((name, value))
    }
  }

  private static func read(_ path: String, _ context: Context) throws -> Assignments {
    do {
      let bytes = try NamedFile(context).read(path, limit: limit)
      return Assignments(lenient: String(decoding: bytes, as: UTF8.self))
    } catch HostError.file { throw WorkflowError.fileMissing(path: path) }
  }
}
