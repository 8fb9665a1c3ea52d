import AgentModel

/// What a sandbox is made of: folders of the host, and where the agent sees them.
package struct SandboxPlan: Sendable, Equatable {
  /// The workspace.
  package var workspace: String
  /// Where the agent sees it.
  package var workspaceInside: String
  /// How tightly the agent is held.
  package var level = SandboxLevel.standard
  /// The layers that it does without.
  package var degraded: [SandboxLayer] = []
  /// The folder of the overlays that are between the agent and its workspace and HOME; nil for none.
  package var overlayDirectory: String?
  /// Whether the workspace is a folder of root's, who has called.
  package var workspaceIsRoots = false
  /// What of the workspace is kept from the agent's writing.
  package var guards = WorkspaceGuards()
  /// A folder with nothing in it.
  package var emptyFolder = ""
  /// The agent's HOME on the host.
  package var home: String
  /// The folder that becomes `/run/agentvm`.
  package var doorDirectory: String
  /// The staged `/etc`.
  package var etcDirectory: String
  /// The supervisor's executable, which is the inner stage.
  package var stage: String
  /// Further paths of the host, seen where they are.
  package var readOnlyPaths: [String] = []
  /// The same, writable.
  package var readWritePaths: [String] = []
  /// How the host's system folders lie.
  package var system: SystemLayout
  /// What the agent can reach.
  package var network = NetworkMode.host
  /// Whether somebody only looks at the workspace: it is read-only, and there is neither a network nor
  /// a HOME, a door or an inner stage.
  package var isInspection = false
  /// Files of the workspace that are seen empty, absolute paths; and an empty file to put there.
  package var masked: [String] = []
  /// That empty file.
  package var emptyFile = ""
  /// The uid of a root caller's agent, which can't reach the sources where they are.
  package var uid: UInt32?

  /// Makes one from its parts.
  package init(
    workspace: String, home: String, doorDirectory: String, etcDirectory: String, stage: String,
    system: SystemLayout
  ) {
    self.workspace = workspace
    workspaceInside = workspace
    self.home = home
    self.doorDirectory = doorDirectory
    self.etcDirectory = etcDirectory
    self.stage = stage
    self.system = system
  }

  /// HOME as the agent sees it. Nothing is ever mounted below it, for the agent could have left a
  /// link there: a home of agentvm in that very place gets another one.
  package var homeInside: String { SandboxPlan.homeInside(workspace: workspaceInside) }

  /// HOME as an agent that sees its workspace there sees it.
  package static func homeInside(workspace: String) -> String {
    FolderPath.holds("/home/agent", workspace) ? "/home/inside" : "/home/agent"
  }
  /// The inner stage as the agent sees it.
  package static let stageInside = "/run/agentvm/stage"
  /// The sources that a root caller's supervisor must stage, each under its number.
  package var staged: [LaunchRecord.Staged] {
    guard uid != nil else { return [] }
    return sources.enumerated().map {
      LaunchRecord.Staged(
        source: $1, slot: String($0), isRoots: workspaceIsRoots && $1 == workspace)
    }
  }

  /// bwrap's arguments, without the command.
  package var arguments: [String] {
    namespaces + systemMounts + kernelMounts + temporaryMounts + agentMounts
      + ["--chdir", workspaceInside, "--remount-ro", "/"]
  }

  /// The overlays that bwrap's sources lie in.
  package var overlays: [LaunchRecord.Overlay] {
    guard let folder = overlayDirectory.map(reachable) else { return [] }
    let target = "\(folder)/workspace"
    guard !isInspection else {
      return [
        LaunchRecord.Overlay(
          lower: reachable(workspace), upper: folder, target: target, isReadOnly: true)
      ]
    }
    return [
      LaunchRecord.Overlay(lower: reachable(workspace), upper: folder, target: target),
      LaunchRecord.Overlay(lower: reachable(home), upper: "", target: "\(folder)/home"),
    ]
  }

  /// The folders of `overlayDirectory` that the overlays need.
  package static let overlayFolders = ["changes", "work", "workspace", "home", "memory"]

  /// The command that bwrap runs: the inner stage, which runs the agent's.
  /// `hasShell`: it runs on its caller's terminal.
  package func inner(
    _ command: [String], _ limits: AgentLimits, hasShell: Bool = false
  ) -> [String] {
    var orders = StageOptions(command)
    orders.waits = network == .allow
    orders.hasShell = hasShell
    if !degraded.contains(.limits) {
      orders.processes = limits.processes ?? level.processLimit
      orders.memory = limits.memory
    }
    if !degraded.contains(.landlock) {
      orders.landlock = level.needs.contains(.landlock) ? .required : .wanted
      orders.writable =
        [workspaceInside, homeInside, "/tmp", "/var/tmp", "/run", "/dev/shm"] + readWritePaths
    }
    return orders.words(SandboxPlan.stageInside)
  }

  private var sources: [String] {
    (isInspection
      ? [etcDirectory, workspace] : [etcDirectory, doorDirectory, stage, home, workspace])
      + (overlayDirectory.map { [$0] } ?? [])
      + (masked.isEmpty && guards.absentFiles.isEmpty && guards.sockets.isEmpty ? [] : [emptyFile])
      + (guards.absentFolders.isEmpty ? [] : [emptyFolder]) + readOnlyPaths + readWritePaths
  }

  /// Where bwrap finds a source.
  private func reachable(_ source: String) -> String {
    guard uid != nil, let slot = sources.firstIndex(of: source) else { return source }
    return "\(system.stagingDirectory)/\(slot)"
  }

  private var namespaces: [String] {
    [
      "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
      "--disable-userns", "--cap-drop", "ALL", "--die-with-parent",
      "--uid", "1000", "--gid", "1000", "--hostname", "agentvm",
    ] + (degraded.contains(.seccomp) ? [] : ["--seccomp", String(StageDescriptor.filter)])
      + (isInspection || network != .host ? ["--unshare-net"] : [])
      + (isInspection ? [] : ["--as-pid-1"])
      + (network == .allow ? ["--info-fd", String(StageDescriptor.information)] : [])
  }

  private var systemMounts: [String] {
    var mounts = ["--ro-bind", "/usr", "/usr"]
    for (path, target) in system.links { mounts += ["--symlink", target, path] }
    for path in system.directories { mounts += ["--ro-bind", path, path] }
    mounts += ["--ro-bind", reachable(etcDirectory), "/etc"]
    guard network != .host, !isInspection else { return mounts }
    return mounts
      + ["--ro-bind", "\(reachable(etcDirectory))/\(EtcStage.gateResolver)", "/etc/resolv.conf"]
  }

  private var kernelMounts: [String] {
    ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"]
      + system.coveredProcFolders.flatMap { ["--tmpfs", $0, "--remount-ro", $0] }
      + system.maskedProcFiles.flatMap { ["--ro-bind", "/dev/null", $0] }
      + ["--dev", "/dev", "--perms", "1777", "--size", "67108864", "--tmpfs", "/dev/shm"]
      + ["--remount-ro", "/dev"]
  }

  /// `/var/tmp` is a file system of its own, not a link to `/tmp`, for a home may lie below it.
  private var temporaryMounts: [String] {
    ["--perms", "1777", "--size", "1073741824", "--tmpfs", "/tmp"]
      + ["--perms", "0755", "--size", "16777216", "--tmpfs", "/run", "--dir", "/var"]
      + ["--perms", "1777", "--size", "268435456", "--tmpfs", "/var/tmp"]
  }

  private var agentMounts: [String] {
    guard !isInspection else {
      return readOnlyPaths.flatMap { ["--ro-bind", reachable($0), $0] }
        + ["--ro-bind", workspaceSource, workspaceInside] + masks
    }
    var mounts = [
      "--ro-bind", reachable(doorDirectory), "/run/agentvm",
      "--ro-bind", reachable(stage), SandboxPlan.stageInside,
    ]
    for path in readOnlyPaths { mounts += ["--ro-bind", reachable(path), path] }
    for path in readWritePaths { mounts += ["--bind", reachable(path), path] }
    return mounts + [
      "--perms", "0755", "--dir", "/home",
      "--bind", homeSource, homeInside,
      "--bind", workspaceSource, workspaceInside,
    ] + guardMounts + masks
  }

  /// The mounts on files and folders that people work with beside the agent. Where nothing was, what comes is
  /// somebody's from outside: it stays as that made it.
  package var guardsInPlace: [LaunchRecord.Guard] {
    guard overlays.isEmpty else { return [] }
    func all(_ kind: LaunchRecord.Guard.Kind, _ paths: [String]) -> [LaunchRecord.Guard] {
      paths.map { LaunchRecord.Guard(kind: kind, path: "\(workspaceInside)/\($0)") }
    }
    return all(.pinned, guards.pinned) + all(.lock, guards.locks)
      + all(.readOnly, guards.readOnly + guards.absentFolders + guards.absentFiles)
      + all(.empty, guards.sockets)
      + all(.empty, masked.compactMap { FolderPath.inner(workspace, $0) })
  }

  private var guardMounts: [String] {
    func bind(_ kind: String, _ paths: [String], _ source: (String) -> String) -> [String] {
      paths.flatMap { [kind, source($0), "\(workspaceInside)/\($0)"] }
    }
    let own = { (path: String) in "\(workspaceSource)/\(path)" }
    return bind("--bind", guards.pinned, own) + bind("--ro-bind", guards.readOnly, own)
      + bind("--ro-bind-try", guards.locks, own)
      + bind("--ro-bind", guards.absentFolders) { _ in reachable(emptyFolder) }
      + bind("--ro-bind", guards.absentFiles + guards.sockets) { _ in reachable(emptyFile) }
  }

  private var workspaceSource: String { overlays.first?.target ?? reachable(workspace) }

  private var homeSource: String { overlays.last?.target ?? reachable(home) }

  private var masks: [String] {
    masked.flatMap { path in
      let inside = FolderPath.inner(workspace, path).map { "\(workspaceInside)/\($0)" } ?? path
      return ["--ro-bind", reachable(emptyFile), inside]
    }
  }
}
