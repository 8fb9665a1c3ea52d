import AgentModel
import AgentStore
import Host

/// Changes an agent's tags, also while it runs.
package struct TagAgent {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Takes away the tags of those keys or texts, and gives it others, each in place of one with the
  /// same key; returns what it has then. Throws `StoreError` or `HostError`.
  package func run(
    _ name: AgentName, adding added: [Tag], removing removed: [String]
  ) throws -> [Tag] {
    _ = try context.store.agent(name)
    let lock = try context.store.lock(name)
    defer { lock.release() }
    var agent = try context.store.agent(name)
    agent.tags.removeAll { removed.contains($0.key) || removed.contains($0.description) }
    for tag in added {
      if let index = agent.tags.firstIndex(where: { $0.key == tag.key }) {
        agent.tags[index] = tag
      } else {
        agent.tags.append(tag)
      }
    }
    try context.store.save(agent)
    return agent.tags
  }
}
