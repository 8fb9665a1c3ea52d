import AgentModel
import Host
import Sandbox

/// The user's own folder as an agent's workspace: which folders can be one, and what of a repository in it
/// the agent must not write, for git on the host would run what stands there.
struct ClaimPlace {
  private let context: Context

  /// Folders that are nobody's project.
  private static let common: Set<String> = [
    "/", "/home", "/root", "/tmp", "/var", "/var/tmp", "/opt", "/srv", "/mnt", "/media",
  ]
  /// Folders whose parts a sandbox has of its own.
  private static let system = [
    "/usr", "/etc", "/proc", "/sys", "/dev", "/run", "/boot", "/bin",
    "/sbin", "/lib", "/lib32", "/lib64", "/libx32",
  ]

  init(_ context: Context) { self.context = context }

  /// The folder's path without links. Throws `WorkflowError.notADirectory` or `SandboxError`.
  func folder(_ path: String) throws -> String {
    guard let folder = context.files.resolved(path),
      context.files.facts(folder)?.kind == .directory
    else { throw WorkflowError.notADirectory(path: path) }
    let isForbidden =
      Self.common.contains(folder) || Self.system.contains { FolderPath.holds($0, folder) }
      || homes.contains { FolderPath.holds(folder, $0) || Self.keys($0, folder) }
      || FolderPath.holds(folder, context.layout.root)
      || FolderPath.holds(context.layout.root, folder)
    guard !isForbidden else { throw SandboxError.placeNotForAgents(path: folder) }
    return folder
  }

  /// The caller's HOME; of root, everybody's.
  private var homes: [String] {
    var homes = [context.host.environment["HOME"] ?? ""]
    let users = (try? context.files.readFollowingLinks("/etc/passwd", limit: 1 << 20)) ?? []
    for line in String(decoding: users, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: ":", omittingEmptySubsequences: false)
      guard fields.count > 5, UInt32(fields[2]) == context.host.uid || context.host.uid == 0 else {
        continue
      }
      homes.append(String(fields[5]))
    }
    // Users of the system have homes such as /usr/games, which hold nobody's work.
    return homes.filter { $0.hasPrefix("/") }.compactMap { context.files.resolved($0) }
  }

  /// Whether a folder is where people keep their keys.
  private static func keys(_ home: String, _ folder: String) -> Bool {
    [".ssh", ".gnupg", ".aws", ".kube", ".docker"].contains {
      FolderPath.holds("\(home)/\($0)", folder)
    }
  }

  /// The user that a root caller's agent is there: its owner; nil where that is root itself, who lends it to
  /// one that has nothing else.
  func owner(of folder: String) -> UInt32? {
    let resolved = context.files.resolved(folder) ?? folder
    return context.files.facts(resolved).flatMap { $0.owner == 0 ? nil : $0.owner }
  }

  /// Whether root lends its own folder to an agent.
  func isRoots(_ agent: Agent) -> Bool {
    guard agent.uid != nil, let place = agent.place else { return false }
    return owner(of: place) == nil
  }

  /// What of it an agent must not write. Throws `SandboxError.placeIsLinked` or `.placeHasSockets`.
  func guards(of folder: String) throws -> WorkspaceGuards {
    var guards = WorkspaceGuards()
    var repositories: [String] = []
    var bare = BareRepositories()
    let take = { (entry: TreeEntry) in
      // A write through a mapping leaves such a mode as it is.
      if entry.kind == .file, entry.permissions & 0o6000 != 0 { guards.readOnly.append(entry.path) }
      if entry.kind == .socket { guards.sockets.append(entry.path) }
      guard entry.names.last != ".git" else {
        repositories.append(entry.path)
        return false
      }
      bare.note(entry)
      return true
    }
    _ = context.files.walk(below: folder, limit: .max, closed: { _ in }, take)
    guard guards.sockets.count <= Self.mostSockets else {
      throw SandboxError.placeHasSockets(path: folder)
    }
    // Those further up are the ones that people work in.
    let levels = { (path: String) in path.utf8.count { $0 == UInt8(ascii: "/") } }
    repositories = (bare.all + repositories).sorted { (levels($0), $0) < (levels($1), $1) }
    for (index, path) in repositories.enumerated() {
      if path.isEmpty || path == ".git" {
        try add(path, of: folder, to: &guards)
        continue
      }
      var extended = guards
      if index < Self.mostRepositories, (try? add(path, of: folder, to: &extended)) != nil {
        guards = extended
      } else {
        guards.unguarded.append(path)
      }
    }
    return guards
  }

  /// The most sockets of a folder that are covered.
  private static let mostSockets = 500
  /// The most repositories of a folder that are guarded: each takes five mounts.
  private static let mostRepositories = 20

  private func add(
    _ repository: String, of folder: String, to guards: inout WorkspaceGuards
  ) throws {
    func kind(_ path: String) -> FileFacts.Kind? { context.files.facts("\(folder)/\(path)")?.kind }
    if !repository.isEmpty {
      switch kind(repository) {
      case .file: return guards.readOnly.append(repository)
      case .directory: guards.pinned.append(repository)
      default: throw SandboxError.placeIsLinked(path: "\(folder)/\(repository)")
      }
    }
    let within = { (part: String) in repository.isEmpty ? part : "\(repository)/\(part)" }
    let settings = try? context.files.read(below: folder, within("config"), limit: 1 << 20)
    let isExtended = String(decoding: settings ?? [], as: UTF8.self).lowercased()
      .contains("worktreeconfig")
    for (part, absence) in Self.parts {
      let path = within(part)
      switch (kind(path), absence) {
      case (.file, _), (.directory, _): guards.readOnly.append(path)
      case (nil, .folder): guards.absentFolders.append(path)
      case (nil, .file): guards.absentFiles.append(path)
      case (nil, .fileOfExtension) where isExtended: guards.absentFiles.append(path)
      case (nil, .fileOfExtension), (nil, .harmless): break
      default: throw SandboxError.placeIsLinked(path: "\(folder)/\(path)")
      }
    }
    for lock in ["config.lock"] + (isExtended ? ["config.worktree.lock"] : []) {
      let path = within(lock)
      guard kind(path) == nil || kind(path) == .file else {
        throw SandboxError.placeIsLinked(path: "\(folder)/\(path)")
      }
      guards.locks.append(path)
    }
    let daemon = within("fsmonitor--daemon.ipc")
    if kind(daemon) == .socket { guards.sockets.append(daemon) }
  }

  /// What an agent finds in the place of what is not there.
  private enum Absence {
    case file
    case folder
    /// A file, where the settings have git read it.
    case fileOfExtension
    /// Nothing: alone it has git run nothing, or empty it would be a broken repository.
    case harmless
  }

  /// What git would run, or find such things by.
  private static let parts: [(name: String, absence: Absence)] = [
    ("config", .file), ("config.worktree", .fileOfExtension), ("commondir", .harmless),
    ("hooks", .folder), ("info", .harmless), ("modules", .harmless), ("worktrees", .harmless),
  ]

  /// Throws `SandboxError.placeHasMoved` when what was a folder is a link to another by now.
  func checkIsStill(_ folder: String?, _ place: String?) throws {
    guard let place, folder != place else { return }
    throw SandboxError.placeHasMoved(path: place)
  }

  /// The same for an agent that is only looked at. Throws as `folder` does.
  func check(_ agent: Agent) throws {
    guard let place = agent.place else { return }
    try checkIsStill(try folder(place), place)
  }

  /// What a person should know who lets an agent work there.
  func warnings(of agent: Agent, _ guards: WorkspaceGuards) -> [String] {
    guard let place = agent.place else { return [] }
    var warnings: [String] = []
    if let first = guards.unguarded.first {
      let others = guards.unguarded.count - 1
      warnings.append(
        "git can be made to run things by what it writes in \(first)"
          + (others > 0 ? " and \(others) more repositories" : ""))
    }
    if context.files.facts("\(place)/.git")?.kind == .file {
      warnings.append("git does not work in it, for its repository lies in another folder")
    }
    return warnings
  }

  /// Throws `SandboxError.placeInUse` when another agent writes there: while one makes mounts in a folder,
  /// nobody else may turn its names into links.
  func checkIsFree(for agent: Agent) throws {
    guard let place = agent.place else { return }
    for other in context.store.agents().agents
    where other.name != agent.name && !other.state.isDead && other.sandbox != .paranoid {
      guard let used = other.place,
        FolderPath.holds(used, place) || FolderPath.holds(place, used)
      else { continue }
      throw SandboxError.placeInUse(path: place, by: other.name)
    }
  }
}
