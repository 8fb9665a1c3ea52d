import AgentModel
import Host

/// Another name for an agent: its files move one after the other, and a note says between which names,
/// so that whoever comes after a crash can bring it to its end.
extension AgentStore {
  /// Whether a renaming was begun and not ended.
  package var isRenaming: Bool { host.files.facts(layout.renaming) != nil }

  /// Notes that one begins. Throws `HostError`.
  package func beginRenaming(_ old: AgentName, to new: AgentName) throws {
    try host.files.write(layout.renaming, Array("\(old)\n\(new)\n".utf8), permissions: 0o600)
  }

  /// The names of the one that was begun; nil when there is none.
  package var renaming: (old: AgentName, new: AgentName)? {
    guard let bytes = try? host.files.read(layout.renaming, limit: 4096) else { return nil }
    let names = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .compactMap { try? AgentName(String($0)) }
    return names.count == 2 ? (names[0], names[1]) : nil
  }

  /// Moves what still has the old name, and forgets the note. The home's lock must be held.
  /// Throws `HostError` or `StoreError`.
  package func finishRenaming(_ old: AgentName, to new: AgentName) throws {
    let pairs = [
      (layout.workspace(old), layout.workspace(new)), (layout.home(old), layout.home(new)),
      (layout.overlay(old), layout.overlay(new)),
      (layout.logFile(old), layout.logFile(new)), (layout.timesFile(old), layout.timesFile(new)),
      (layout.networkFile(old), layout.networkFile(new)),
      (layout.placeFile(old), layout.placeFile(new)),
      (layout.runFile(old), layout.runFile(new)), (layout.door(old), layout.door(new)),
      (layout.controlSocket(old), layout.controlSocket(new)),
      (layout.previousLogFile(old), layout.previousLogFile(new)),
      ("\(layout.state)/\(old).sb", "\(layout.state)/\(new).sb"),
    ]
    for (source, target) in pairs where host.files.facts(source) != nil {
      try host.files.move(source, to: target)
    }
    if host.files.facts(layout.stateFile(old)) != nil {
      var agent = try self.agent(old)
      agent = agent.renamed(new, in: self)
      try copyState(of: old, to: agent)
      if host.files.facts(layout.lockFile(old)) != nil {
        try host.files.move(layout.lockFile(old), to: layout.lockFile(new))
      }
      try host.files.remove(layout.stateFile(old))
    }
    try host.files.remove(layout.renaming)
  }

  /// Writes the state of an agent over that of another: keys that are not ours come along.
  /// Throws `HostError` or `StoreError`.
  package func copyState(of old: AgentName, to agent: Agent) throws {
    var file = try state(at: layout.stateFile(old))
    agent.write(into: &file)
    try host.files.write(
      layout.stateFile(agent.name), Array(file.text.utf8), permissions: 0o600)
  }
}

extension Agent {
  /// The same agent under another name, with that name's folders.
  package func renamed(_ name: AgentName, in store: AgentStore) -> Agent {
    let blank = store.blank(name)
    return renamed(
      name, workspace: blank.workspace, home: blank.home, logFile: blank.logFile)
  }
}
