import AgentModel
import Host

/// What an agent that works in place has left for git: what git heeds without having been asked to, and what
/// was not there before, or was another thing. Nothing keeps an agent from it, for its own git needs to write
/// there too.
package struct ReviewPlace {
  private let context: Context

  /// The most entries of a folder that are looked at.
  private static let limit = 500_000
  /// Bytes of a snapshot.
  private static let snapshotLimit = 1 << 26
  /// What of a repository leads elsewhere, is a plan that git goes on with, or names remotes.
  private static let parts: Set<String> = [
    "commondir", "config.worktree", "rebase-merge", "rebase-apply", "sequencer", "remotes",
    "branches",
    "modules", "worktrees",
  ]
  /// Of these, those whose folders are guarded where they are there: what is new in them is enough.
  private static let guardedParts: Set<String> = ["modules", "worktrees"]

  /// What there is.
  package struct Findings: Sendable, Equatable {
    /// Paths from the folder, those further up first.
    package var paths: [String] = []
    /// Whether all of the folder was looked at.
    package var isWhole = true
  }

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Keeps what is there before an agent works in place; what was kept before its last start stays, so that
  /// nothing is forgotten. Throws `HostError`.
  func begin(_ agent: Agent) throws {
    guard let place = agent.place, agent.sandbox != .paranoid else { return }
    guard kept(of: agent) == nil else { return }
    var snapshot = look(at: place, []).snapshot
    let named = GitSettings(context).paths(in: place, repositories: Self.repositories(snapshot))
    if !named.isEmpty { snapshot = look(at: place, named).snapshot }
    try context.files.write(
      context.layout.placeFile(agent.name), snapshot.encoded, permissions: 0o600)
  }

  /// Of an agent that works in place; nil for any other.
  package func run(_ agent: Agent) -> Findings? {
    guard let place = agent.place, let before = kept(of: agent),
      (try? ClaimPlace(context).check(agent)) != nil
    else { return nil }
    let (after, isWhole) = look(at: place, before.named)
    var paths = Set(after.facts.filter { before.facts[$0.key] != $0.value }.keys)
    // What lies in something that is told is told with it.
    paths = paths.filter { path in
      !paths.contains { $0 != path && $0 != "." && FolderPath.holds($0, path) }
    }
    let levels = { (path: String) in path.utf8.count { $0 == UInt8(ascii: "/") } }
    return Findings(
      paths: paths.sorted { (levels($0), $0) < (levels($1), $1) }, isWhole: isWhole)
  }

  private func kept(of agent: Agent) -> PlaceSnapshot? {
    guard
      let bytes = try? context.files.read(
        context.layout.placeFile(agent.name), limit: Self.snapshotLimit),
      let snapshot = PlaceSnapshot(decoding: bytes), snapshot.folder == agent.place
    else { return nil }
    return snapshot
  }

  /// The folders whose repositories a snapshot has; the top one is empty.
  private static func repositories(_ snapshot: PlaceSnapshot) -> [String] {
    snapshot.facts.keys.filter { $0.hasSuffix("/.git") }.sorted().map { String($0.dropLast(5)) }
  }

  private func look(at folder: String, _ named: [String]) -> (snapshot: PlaceSnapshot, Bool) {
    var snapshot = PlaceSnapshot()
    snapshot.folder = folder
    snapshot.named = named
    var bare = BareRepositories()
    let isWhole = context.files.walk(
      below: folder, limit: Self.limit,
      closed: { snapshot.facts[$0.path] = "closed" },
      { entry in
        let names = entry.names
        if let git = names.firstIndex(of: ".git") {
          snapshot.facts[entry.path] = fact(entry, inside: Array(names[(git + 1)...]), in: folder)
          return true
        }
        bare.note(entry)
        if named.contains(where: { FolderPath.holds($0, entry.path) }) {
          snapshot.facts[entry.path] = Self.fact(entry)
        } else if named.contains(where: { FolderPath.holds(entry.path, $0) }) {
          snapshot.facts[entry.path] = "\(entry.kind) \(entry.inode)"
        }
        return true
      })
    for path in bare.all { snapshot.facts[path.isEmpty ? "." : path] = "bare" }
    return (snapshot, isWhole)
  }

  /// What tells one thing from another; a folder is the same whatever comes into it.
  private static func fact(_ entry: TreeEntry) -> String {
    "\(entry.kind) \(entry.inode)" + (entry.kind == .directory ? "" : " \(entry.changed)")
  }

  /// The same of what lies in `.git`, by its path from there, or is it; nil for what git does not heed.
  private func fact(_ entry: TreeEntry, inside: [String], in folder: String) -> String? {
    guard let part = inside.first, entry.kind != .link else { return Self.fact(entry) }
    if inside == ["config"] { return settings(entry, in: folder) }
    if part == "hooks" {
      return inside.count < 2 || entry.path.hasSuffix(".sample") ? nil : Self.fact(entry)
    }
    guard Self.parts.contains(part), inside.count < 3 || !Self.guardedParts.contains(part) else {
      return nil
    }
    return Self.guardedParts.contains(part) ? "\(entry.kind) \(entry.inode)" : Self.fact(entry)
  }

  /// Settings are guarded, but somebody outside may have put others there meanwhile, and an agent have
  /// written those. Settings that name no programs are nothing to tell of.
  private func settings(_ entry: TreeEntry, in folder: String) -> String? {
    guard entry.kind == .file,
      let bytes = try? context.files.read(below: folder, entry.path, limit: GitSettings.limit)
    else { return Self.fact(entry) }
    return GitSettings.mayMatter(bytes) ? Self.fact(entry) : nil
  }
}
