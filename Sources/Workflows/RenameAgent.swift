import AgentModel
import AgentStore
import Host

/// Gives an agent another name, also while it runs: then it goes on in the folder that it sees, and
/// sees the new name once it is started again.
package struct RenameAgent {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Throws `WorkflowError.sameName` or `.nameTaken`, `StoreError` or `HostError`.
  package func run(_ old: AgentName, to new: AgentName) throws {
    guard old != new else { throw WorkflowError.sameName(old) }
    let agent = try context.store.agent(old)
    try AdoptLegacyAgent(context).checkIsGone(agent)
    try context.store.prepare()
    try context.store.whileLocked {
      let lock = try context.store.lock(old)
      defer { lock.release() }
      let target = try context.store.lock(new)
      defer { target.release() }
      do {
        try checkIsFree(new)
        try context.store.beginRenaming(old, to: new)
      } catch {
        context.store.forgetLock(of: new)
        throw error
      }
      if !agent.state.isDead {
        do { try tell(agent, new) } catch {
          // A supervisor that can't be told would write on under the old name.
          try context.files.remove(context.layout.renaming)
          context.store.forgetLock(of: new)
          throw error
        }
      }
      try context.store.finishRenaming(old, to: new)
    }
    let renamed = try context.store.agent(new)
    try? SeedHome(context).writeGitConfiguration(renamed)
    if let uid = renamed.uid { try? context.files.giveTree("\(renamed.home)/.gitconfig", to: uid) }
  }

  /// Brings a renaming to its end whose command was killed. Throws `StoreError` or `HostError`.
  package func recover() throws {
    try context.store.whileLocked {
      guard let (old, new) = context.store.renaming else {
        return try context.files.remove(context.layout.renaming)
      }
      let name = context.files.facts(context.layout.stateFile(old)) == nil ? new : old
      let agent = try context.store.agent(name)
      if !agent.state.isDead { try? tell(agent, new) }
      try context.store.finishRenaming(old, to: new)
    }
  }

  /// Nothing of that name may be there: no agent, and no folder that somebody has left.
  private func checkIsFree(_ name: AgentName) throws {
    let layout = context.layout
    for path in [layout.stateFile(name), layout.workspace(name), layout.home(name)]
    where context.files.facts(path) != nil {
      throw WorkflowError.nameTaken(name)
    }
  }

  /// Tells its supervisor and tmux.
  private func tell(_ agent: Agent, _ new: AgentName) throws {
    let renamed = agent.renamed(new, in: context.store)
    var names = ControlMessage.Names()
    names.name = new.description
    names.runFile = context.layout.runFile(new)
    names.controlSocket = context.layout.controlSocket(new)
    names.networkFile = context.layout.networkFile(new)
    names.exitHook = LaunchPlan.exitHook(of: renamed, context)
    let answer = try context.host.supervision.ask(
      [ControlMessage.rename] + names.encoded, at: context.layout.controlSocket(agent.name))
    // One that has ended meanwhile writes nothing more.
    guard answer == .ok || answer == nil else { throw WorkflowError.supervisorBusy(agent.name) }
    let server = try SessionServer(context)
    if try server.has(agent.session) {
      try server.run(server.tmux.rename(agent.session, to: new.session))
    }
  }
}
