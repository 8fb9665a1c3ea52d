import AgentModel
import Host

/// A file of settings that people edit through agentvm: `env` or `config`.
package struct KeyValueFile: Sendable {
  /// Where it lies.
  package let path: String
  private let store: AgentStore

  /// Makes one from its parts.
  package init(path: String, store: AgentStore) {
    self.path = path
    self.store = store
  }

  /// What it says; empty when it does not exist. Throws `HostError`.
  package func read() throws -> Assignments {
    guard store.host.files.facts(path) != nil else { return Assignments() }
    let bytes = try store.host.files.readFollowingLinks(path, limit: 1 << 20)
    return Assignments(lenient: String(decoding: bytes, as: UTF8.self))
  }

  /// Changes it under the home's lock, whole or not at all; mode 0600. Throws `HostError`.
  package func change(_ body: (inout Assignments) -> Void) throws {
    try store.whileLocked {
      var file = try read()
      body(&file)
      // Through a link of the user's own, as an editor would write.
      let target = store.host.files.resolved(path) ?? path
      try store.host.files.write(target, Array(file.text.utf8), permissions: 0o600)
    }
  }
}
