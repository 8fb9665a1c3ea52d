import AgentModel
import AgentStore
import Host

/// Removes agents, their workspaces and logs.
package struct RemoveAgents {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// The agents that `clean` removes: those that ended, and were seen to end. With `force` also
  /// those that were lost or never started.
  package func cleanable(force: Bool) -> (remove: [AgentName], keep: [AgentName]) {
    var remove: [AgentName] = []
    var keep: [AgentName] = []
    for agent in context.store.agents().agents {
      switch agent.state {
      case .dead(.exited), .dead(.killed): remove.append(agent.name)
      // The original recorded no ends; what it had started has a log.
      case .dead(nil) where agent.isLegacy && context.files.facts(agent.logFile) != nil:
        remove.append(agent.name)
      case .dead: if force { remove.append(agent.name) } else { keep.append(agent.name) }
      default: break
      }
    }
    return (remove, keep)
  }

  /// Bytes that its workspace, HOME and log take.
  package func size(of name: AgentName) -> Int {
    [
      context.layout.workspace(name), context.layout.home(name), context.layout.logFile(name),
      context.layout.previousLogFile(name),
    ]
    .reduce(0) { $0 + context.files.usage(of: $1).bytes }
  }

  /// Removes dead agents; returns what could not be removed, and why. Throws what is no user-facing
  /// error.
  package func run(
    _ names: [AgentName], as event: JournalEvent
  ) throws -> [(AgentName, any UserFacingError)] {
    var problems: [(AgentName, any UserFacingError)] = []
    for name in names {
      do {
        let lock = try context.store.lock(name)
        defer { lock.release() }
        guard !context.files.holder(of: context.store.lockFile(name)).isAlive else {
          throw WorkflowError.stillAlive(name)
        }
        if let agent = try? context.store.agent(name) {
          try AdoptLegacyAgent(context).checkIsGone(agent)
        }
        try context.store.remove(name)
        try context.store.record(event, name)
      } catch let error as any UserFacingError {
        problems.append((name, error))
      }
    }
    if event == .purge { removeUnfinished() }
    return problems
  }

  /// What was being made when its command was killed.
  private func removeUnfinished() {
    for folder in [context.layout.workspaces, context.layout.homes] {
      for name in (try? context.files.list(folder)) ?? [] where context.layout.isUnfinished(name) {
        try? context.files.remove("\(folder)/\(name)")
      }
    }
  }
}
