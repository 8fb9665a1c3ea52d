import AgentModel
import CLinux
import Glibc

/// What is mounted in a folder that the agent works on in place stays so as long as it runs.
extension Supervisor {
  /// Starts the guard of the agent's mounts. It ends when this process does.
  func guardMounts(of sandbox: SandboxProcess) {
    guard !record.guards.isEmpty, let (mounts, owner) = sandbox.mounts(),
      let (ours, theirs) = try? makePipe(),
      let list = try? memoryFile("guards", MountGuard.encoded(guards))
    else { return }
    defer {
      for descriptor in [mounts, owner, ours, list] where descriptor >= 0 { close(descriptor) }
    }
    mountGuard.life = theirs
    let result = try? AgentUser.act(as: record.uid) {
      try start(
        "/proc/self/exe", as: "agentvm-supervisor", ["guard"], environment: [], directory: "/",
        descriptors: [
          (1, -1), (2, -1), (MountGuard.Descriptor.life, ours),
          (MountGuard.Descriptor.guards, list), (MountGuard.Descriptor.mounts, mounts),
          (MountGuard.Descriptor.owner, owner),
        ],
        // What stops or ends the caller's job is not meant for it.
        flags: Int32(CLINUX_NEW_SESSION)
      ).get()
    }
    mountGuard.pid = result ?? 0
  }

  /// A lock that is not ours is somebody's to remove.
  private var guards: [LaunchRecord.Guard] {
    let ours = Set(settingsLocks.map(\.path))
    return record.guards.filter { $0.kind != .lock || ours.contains($0.path) }
  }

  /// Keeps git from replacing its settings, until `unlockSettings`.
  func lockSettings() {
    settingsLocks = record.guards.filter { $0.kind == .lock }.compactMap {
      SettingsLock(at: $0.path, agent: record.name)
    }
  }

  /// Lets git do so again.
  func unlockSettings() {
    for lock in settingsLocks { lock.release() }
    settingsLocks = []
  }

  /// Takes note of its end.
  func reapMountGuard() {
    if mountGuard.pid > 0, waitpid(mountGuard.pid, nil, WNOHANG) == mountGuard.pid {
      mountGuard.pid = 0
    }
  }
}
