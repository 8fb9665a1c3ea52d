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
    let home = context.host.environment["HOME"].flatMap { context.files.resolved($0) }
    let isForbidden =
      Self.common.contains(folder) || Self.system.contains { holds($0, folder) }
      || home.map { holds(folder, $0) } ?? false
      || holds(folder, context.layout.root) || holds(context.layout.root, folder)
    guard !isForbidden else { throw SandboxError.placeNotForAgents(path: folder) }
    return folder
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

  /// What of it can't be moved away, and what can't be written. Throws `SandboxError.placeIsLinked` or
  /// `HostError`.
  func guards(of folder: String) throws -> (pinned: [String], guarded: [String]) {
    let repository = ".git"
    func kind(_ path: String) -> FileFacts.Kind? { context.files.facts("\(folder)/\(path)")?.kind }
    switch kind(repository) {
    case nil: return ([], [])
    case .file: return ([], [repository])
    case .directory: break
    default: throw SandboxError.placeIsLinked(path: "\(folder)/\(repository)")
    }
    // What is not there could be made: so it is there, and empty.
    for part in ["hooks", "info"] where kind("\(repository)/\(part)") == nil {
      let path = "\(folder)/\(repository)/\(part)"
      try context.files.makeDirectory(path, permissions: 0o755)
      if context.host.uid == 0, let owner = owner(of: folder) {
        try context.files.giveTree(path, to: owner)
      }
    }
    let parts = ["config", "config.worktree", "commondir", "hooks", "info", "modules", "worktrees"]
    var guarded: [String] = []
    for part in parts.map({ "\(repository)/\($0)" }) {
      switch kind(part) {
      case nil: continue
      case .file, .directory: guarded.append(part)
      default: throw SandboxError.placeIsLinked(path: "\(folder)/\(part)")
      }
    }
    return ([repository], guarded)
  }

  private func holds(_ folder: String, _ path: String) -> Bool {
    path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
  }
}
