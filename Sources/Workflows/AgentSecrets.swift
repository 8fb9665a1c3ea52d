import AgentModel
import AgentStore
import Profiles
import Redaction

/// What is known of the secrets that agents were given: what the home's `env` and files of variables hold, and
/// the caller's variables that a profile names. The values that somebody typed with `-e` are written down
/// nowhere; they are known by their looks only.
package struct AgentSecrets: Sendable {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Takes the secrets out of what an agent has written. With `onlyKnown`, what merely looks like one stays;
  /// `given` are values that are known of it otherwise.
  package func redactor(
    for name: AgentName, onlyKnown: Bool = false, given: [String] = []
  ) -> Redactor {
    let agent = try? context.store.agent(name)
    var names = Set(agent?.environmentNames ?? [])
    if let profile = agent?.profile {
      names.formUnion(ProfileLibrary(context).environmentNames(of: profile))
    }
    if let profile = agent?.profile {
      // What its own settings refer to, by whatever name.
      for pair in ProfileLibrary(context).environment(of: profile) {
        _ = References.resolved(pair) { name in
          names.insert(name)
          return nil
        }
      }
    }
    names = names.filter { SecretVariable.isOne($0) }
    names.formUnion(context.settings.secretsInHome)
    var values = given + names.compactMap { context.settings.variable($0) }
    for path in agent?.environmentFiles ?? [] {
      guard let bytes = try? context.files.readFollowingLinks(path, limit: 1 << 20) else {
        continue
      }
      let file = Assignments(lenient: String(decoding: bytes, as: UTF8.self))
      values += file.keys.compactMap { key in
        file[key].flatMap { SecretVariable.isOne(key, keptWithKeys: $0) ? $0 : nil }
      }
    }
    return Redactor(values: values, onlyKnown: onlyKnown)
  }
}

extension Settings {
  /// The variables of the home's `env` that hold secrets.
  var secretsInHome: [String] {
    namesInHome.filter { SecretVariable.isOne($0, keptWithKeys: variable($0) ?? "") }
  }
}
