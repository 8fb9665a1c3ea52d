import AgentModel
import AgentStore
import Host

/// Copies an agent: its workspace, its HOME and what it was started with. The copy does not run until
/// it is restarted.
package struct CloneAgent {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Throws `WorkflowError.nameTaken`, `StoreError` or `HostError`; then nothing of the copy is left.
  package func run(_ source: AgentName, to name: AgentName) throws -> Agent {
    let original = try context.store.agent(source)
    guard context.files.facts(original.workspace)?.kind == .directory else {
      throw WorkflowError.workspaceMissing(path: original.workspace)
    }
    try ClaimPlace(context).check(original)
    try context.store.prepare()
    let lock = try context.store.lock(name)
    defer { lock.release() }
    let layout = context.layout
    for path in [layout.stateFile(name), layout.workspace(name), layout.home(name)]
    where context.files.facts(path) != nil {
      if context.files.facts(layout.stateFile(name)) == nil {
        context.store.forgetLock(of: name)
      }
      throw WorkflowError.nameTaken(name)
    }
    var copy = original.renamed(name, in: context.store)
    copy.run = nil
    // What worked in place is copied like any other.
    copy.place = nil
    copy.workspace = context.layout.workspace(name)
    copy.state = .dead(nil)
    do {
      if original.uid != nil {
        let range = try context.settings.uidRange
        copy.uid = try context.store.whileLocked {
          try context.store.uids(for: [name], in: range)[name]
        }
      }
      // Under names that nobody sees: one that is half made is no agent.
      var making = copy
      making.workspace = layout.unfinished(copy.workspace)
      making.home = layout.unfinished(copy.home)
      for path in [making.workspace, making.home] { try context.files.remove(path) }
      try copyTree(original.workspace, to: making.workspace)
      try copyTree(original.home, to: making.home)
      if let uid = copy.uid {
        for path in [making.workspace, making.home] where context.files.facts(path) != nil {
          try context.files.giveTree(path, to: uid)
        }
      }
      try mask(&making, like: original)
      copy.maskedFiles = making.maskedFiles
      copy.maskedInodes = making.maskedInodes
      try context.store.copyState(of: source, to: copy)
      if context.files.facts(making.home) != nil {
        try context.files.move(making.home, to: copy.home)
      }
      try context.files.move(making.workspace, to: copy.workspace)
      return copy
    } catch {
      for path in [copy.workspace, copy.home] {
        try? context.files.remove(layout.unfinished(path))
      }
      try? context.store.remove(name)
      throw error
    }
  }

  /// The copy sees empty what the original does, wherever that lies by now, and what it would as a new one.
  private func mask(_ copy: inout Agent, like original: Agent) throws {
    guard !copy.showsSecretFiles, copy.sandbox.isConfined else { return }
    let masks = MaskSecretFiles(context)
    copy.maskedFiles = try masks.present(original).files
    let known = Set(copy.maskedFiles.map { Array($0.utf8) })
    copy.maskedFiles += masks.found(copy).filter { !known.contains(Array($0.utf8)) }
    (copy.maskedFiles, copy.maskedInodes) = try masks.present(copy)
  }

  private func copyTree(_ source: String, to target: String) throws {
    guard context.files.facts(source)?.kind == .directory else { return }
    try context.files.copyTree(source, to: target, excluding: [])
  }
}
