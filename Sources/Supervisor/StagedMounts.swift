import AgentModel
import CLinux
import Glibc

/// A root caller's agent has a uid of its own, which can't reach a home below a 0700 folder. So
/// everything that its sandbox is made of is bound below a folder that it can reach, in a mount
/// namespace of the supervisor's own, which nothing outside sees and which ends with it.
enum StagedMounts {
  /// Binds each source at its slot below `directory`; `uid` is the agent's.
  static func make(
    _ staged: [LaunchRecord.Staged], below directory: String, for uid: uid_t
  ) throws {
    guard clinux_unshare_mounts() == 0 else { throw SystemCallFailure("unshare") }
    guard mount("none", "/", nil, UInt(MountFlag.recursive | MountFlag.slave), nil) == 0 else {
      throw SystemCallFailure("make / a slave mount")
    }
    // Opened before the folder is covered: a source may lie below it.
    let sources = try staged.map { item in
      let descriptor = clinux_open_path(item.source)
      guard descriptor >= 0 else { throw SystemCallFailure("open \(item.source)") }
      return (descriptor, item.slot, item.isRoots)
    }
    defer { for (descriptor, _, _) in sources { close(descriptor) } }
    guard
      mount(
        "agentvm", directory, "tmpfs", UInt(MountFlag.noSetuid | MountFlag.noDevices), "mode=0755")
        == 0
    else {
      throw SystemCallFailure("mount \(directory)")
    }
    for (descriptor, slot, isRoots) in sources {
      var facts = stat()
      guard fstat(descriptor, &facts) == 0 else { throw SystemCallFailure("stat \(slot)") }
      let path = "\(directory)/\(slot)"
      if facts.st_mode & S_IFMT == S_IFDIR {
        mkdir(path, 0o755)
      } else {
        close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o644))
      }
      if isRoots {
        guard clinux_bind_as(descriptor, path, 0, uid) == 0 else {
          throw SystemCallFailure("bind root's folder for another user")
        }
        continue
      }
      let source = "/proc/self/fd/\(descriptor)"
      guard mount(source, path, nil, UInt(MountFlag.bind | MountFlag.recursive), nil) == 0 else {
        throw SystemCallFailure("bind \(slot)")
      }
    }
  }
}

/// Flags of mount(2), whose macros Swift can't import.
enum MountFlag {
  static let noSetuid = 2
  static let noDevices = 4
  static let bind = 0x1000
  static let recursive = 0x4000
  static let slave = 0x80000
}
