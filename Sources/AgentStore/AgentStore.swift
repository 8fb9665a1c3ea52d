import AgentModel
import Host

/// The files of a home: the only truth on disk. Any process may be killed at any instant, and the
/// next command sees a whole state.
package struct AgentStore: Sendable {
  /// Where everything lies.
  package let layout: HomeLayout
  /// What the store works on.
  package let host: Host

  private static let stateLimit = 1 << 20

  /// Makes one from its parts.
  package init(layout: HomeLayout, host: Host) {
    self.layout = layout
    self.host = host
  }

  /// The home that the environment names. Throws `StoreError.noHome`.
  package init(_ host: Host) throws(StoreError) {
    let named = host.environment["AGENTVM_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    guard let path = named ?? host.environment["HOME"].map({ "\($0)/.agentvm" }) else {
      throw .noHome
    }
    let absolute = path.hasPrefix("/") ? path : "\(host.workingDirectory)/\(path)"
    self.init(layout: HomeLayout(root: AgentStore.resolved(absolute, host.files)), host: host)
  }

  /// The path without links, dots and doubled slashes, also when its last parts do not exist yet.
  private static func resolved(_ path: String, _ files: any HostFiles) -> String {
    if let resolved = files.resolved(path) { return resolved }
    var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    var missing: [String] = []
    while let last = parts.popLast() {
      missing.insert(last, at: 0)
      if let parent = files.resolved("/" + parts.joined(separator: "/")) {
        var whole = parent == "/" ? [] : parent.split(separator: "/").map(String.init)
        for part in missing where part != "." {
          if part == ".." { _ = whole.popLast() } else { whole.append(part) }
        }
        return "/" + whole.joined(separator: "/")
      }
    }
    return path
  }

  /// Makes the home's folders, and its commented `env` and `config`. Throws `HostError`.
  package func prepare() throws {
    for folder in [
      layout.root, layout.state, layout.run, layout.workspaces, layout.homes, layout.hooks,
      layout.profiles,
    ] where host.files.facts(folder) == nil {
      try host.files.makeDirectory(folder, permissions: 0o700)
    }
    for (file, text) in [
      (layout.environmentFile, HomeTemplates.environment),
      (layout.configurationFile, HomeTemplates.configuration),
    ] where host.files.facts(file) == nil {
      _ = try host.files.create(file, Array(text.utf8), permissions: 0o600)
    }
  }

  /// The names of all agents, in natural order, those with a broken state file included.
  package func names() -> [AgentName] {
    let files = (try? host.files.list(layout.state)) ?? []
    return files.compactMap { file in
      guard file.hasSuffix(".env") else { return nil }
      return try? AgentName(String(file.dropLast(4)))
    }.sorted()
  }

  /// All agents, and what is wrong with those that can't be read.
  package func agents() -> (agents: [Agent], problems: [StoreError]) {
    var agents: [Agent] = []
    var problems: [StoreError] = []
    do throws(HostError) { _ = try host.files.list(layout.state) } catch {
      problems.append(.unreadableHome(path: layout.state, reason: error.problem))
    }
    for name in names() {
      do { agents.append(try agent(name)) } catch { problems.append(error) }
    }
    return (agents, problems)
  }

  /// One agent. Throws `StoreError.noSuchAgent` or `.brokenState`.
  package func agent(_ name: AgentName) throws(StoreError) -> Agent {
    let path = layout.stateFile(name)
    guard host.files.facts(path) != nil else {
      let nearest = Suggestion.nearest(to: name.description, among: names().map(\.description))
      throw .noSuchAgent(name.description, nearest: nearest)
    }
    var agent = blank(name)
    guard agent.read(try state(at: path)) else {
      throw .brokenState(path: path, reason: "it is empty, cut short or another agent's")
    }
    agent.run = runRecord(name)
    agent.state = state(of: name, agent.run)
    return agent
  }

  /// An agent of that name with nothing known of it but where its things are.
  package func blank(_ name: AgentName) -> Agent {
    Agent(
      name: name, workspace: layout.workspace(name), home: layout.home(name),
      logFile: layout.logFile(name))
  }

  /// What the supervisor has recorded of the latest run.
  package func runRecord(_ name: AgentName) -> RunRecord? {
    guard let file = try? state(at: layout.runFile(name)) else { return nil }
    return RunRecord(file)
  }

  /// Whether the agent lives: its lock says so, whatever its files say.
  package func state(of name: AgentName, _ run: RunRecord?) -> AgentState {
    switch host.files.holder(of: lockFile(name)) {
    case .supervisor: return run == nil ? .starting : .running
    case .command where run == nil: return .starting
    default:
      guard let run else { return .dead(nil) }
      return .dead(run.ending ?? .lost)
    }
  }

  /// The agent's lock.
  package func lockFile(_ name: AgentName) -> LockFile { LockFile(path: layout.lockFile(name)) }

  /// Takes the agent's lock for a command. Throws `StoreError.busy` or `HostError`.
  package func lock(_ name: AgentName) throws -> any HeldLock {
    guard let lock = try host.files.lock(lockFile(name), .command, wait: false) else {
      throw StoreError.busy(name)
    }
    return lock
  }

  /// Runs `body` while the supervisor does not cut the agent's log; it is told how many bytes were
  /// cut off its front so far.
  package func whileLogIsWhole<Result>(
    of name: AgentName, _ body: (_ cut: Int) -> Result
  ) throws -> Result {
    let lock = try host.files.lock(lockFile(name), .log, wait: true)
    defer { lock?.release() }
    return body(runRecord(name)?.logCut ?? 0)
  }

  /// Runs `body` while no other command changes what belongs to the whole home.
  package func whileLocked<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try host.files.lock(LockFile(path: layout.lock), .command, wait: true)
    defer { lock?.release() }
    return try body()
  }

  /// Writes the agent's state file; what others have added to it stays. Throws `HostError`.
  package func save(_ agent: Agent) throws {
    let path = layout.stateFile(agent.name)
    var file = (try? state(at: path)) ?? Assignments()
    agent.write(into: &file)
    try host.files.write(path, Array(file.text.utf8), permissions: 0o600)
  }

  /// Removes everything of an agent that is dead: only from this home's own folders, whatever its
  /// state file says. The state file goes last, so that what is left can be found again.
  /// Throws `HostError`.
  package func remove(_ name: AgentName) throws {
    for path in [
      layout.workspace(name), layout.home(name), layout.overlay(name), layout.door(name),
      layout.launchFile(name),
      layout.controlSocket(name), layout.timesFile(name), layout.networkFile(name),
      layout.placeFile(name),
      layout.runFile(name), layout.logFile(name), layout.previousLogFile(name),
      "\(layout.state)/\(name).sb",
      layout.stateFile(name), layout.lockFile(name),
    ] { try host.files.remove(path) }
  }

  /// What an agent has reached since its latest start, and what it was kept from.
  package func networkTally(_ name: AgentName) -> NetworkTally {
    let bytes = (try? host.files.read(layout.networkFile(name), limit: 1 << 20)) ?? []
    return NetworkTally(String(decoding: bytes, as: UTF8.self))
  }

  /// Seconds after which a half-written file has no author any more.
  private static let abandoned = 60

  /// Removes what commands that were killed have left half-written.
  package func sweep() {
    for (folder, endings) in [(layout.state, [".new"]), (layout.run, [".launch", ".new"])] {
      for file in (try? host.files.list(folder)) ?? []
      where endings.contains(where: file.hasSuffix) {
        let path = "\(folder)/\(file)"
        guard let facts = host.files.facts(path),
          host.clock.now.seconds - facts.modified > AgentStore.abandoned
        else { continue }
        try? host.files.remove(path)
      }
    }
  }

  /// Removes the lock file of an agent that does not exist. The lock must be held.
  package func forgetLock(of name: AgentName) {
    guard host.files.facts(layout.stateFile(name)) == nil else { return }
    try? host.files.remove(layout.lockFile(name))
  }

  /// Adds a line to the journal: `UTC⇥event⇥name⇥detail`. Throws `HostError`.
  package func record(_ event: JournalEvent, _ name: AgentName, detail: String = "") throws {
    var line = "\(host.clock.now)\t\(event.rawValue)\t\(name)\t\(detail)\n"
    // Somebody may have edited it, and left its last line unfinished.
    if isUnfinished(layout.journal) { line = "\n" + line }
    try host.files.append(layout.journal, Array(line.utf8), permissions: 0o600)
  }

  private func isUnfinished(_ path: String) -> Bool {
    guard host.files.facts(path) != nil, let file = try? host.files.open(path), file.size > 0 else {
      return false
    }
    var last: UInt8 = 10
    let count = withUnsafeMutableBytes(of: &last) { file.read(at: file.size - 1, into: $0) }
    return count == 1 && last != 10
  }

  func state(at path: String) throws(StoreError) -> Assignments {
    do {
      let bytes = try host.files.read(path, limit: AgentStore.stateLimit)
      guard !bytes.contains(0) else {
        throw StoreError.brokenState(path: path, reason: "it is binary")
      }
      return try Assignments(parsing: String(decoding: bytes, as: UTF8.self))
    } catch let error as StoreError {
      throw error
    } catch {
      let reason = (error as? any UserFacingError)?.problem ?? "unknown"
      throw .brokenState(path: path, reason: reason)
    }
  }
}

/// What the journal tells.
package enum JournalEvent: String, Sendable, CaseIterable {
  case spawn, kill, clean, purge
}
