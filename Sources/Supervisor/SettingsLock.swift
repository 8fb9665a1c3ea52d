import CLinux
import Glibc

/// A file like `.git/config.lock`, which git makes before it gives its settings another file, and which keeps
/// every other git from doing so. Where an agent works in place it is there from before the sandbox to its end:
/// the kernel would take the mount on the settings away with their file, and for a moment the agent could
/// write what git runs.
struct SettingsLock {
  /// Its path.
  let path: String
  private let folder: Int32
  /// Held by a lock of the kernel's, by which others know that this process lives.
  private let file: Int32
  private let name: String
  private let inode: UInt

  /// Makes it; one that was left behind is taken over. Nil where there is another, or none can be. No link is
  /// followed.
  init?(at path: String, agent: String) {
    self.path = path
    let root = clinux_open_path("/")
    defer { close(root) }
    let parts = path.split(separator: "/")
    folder = clinux_open_beneath(
      root, parts.dropLast().joined(separator: "/"), O_RDONLY | O_DIRECTORY, 0)
    name = parts.last.map(String.init) ?? ""
    guard folder >= 0 else { return nil }
    let text =
      Self.mark + "git's settings stay as they are while the agent '\(agent)' works here; "
      + "when it does not, remove this file\n"
    var file = clinux_open_beneath(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0o444)
    if file >= 0 {
      writeAll(file, Array(text.utf8))
      var owner = stat()
      // Whose folder it is may remove it.
      if geteuid() == 0, fstat(folder, &owner) == 0 { fchown(file, owner.st_uid, owner.st_gid) }
    } else {
      file = clinux_open_beneath(folder, name, O_RDONLY | O_NONBLOCK, 0)
      guard file >= 0, readAll(file, limit: 64).starts(with: Array(Self.mark.utf8)) else {
        if file >= 0 { close(file) }
        close(folder)
        return nil
      }
    }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      close(folder)
      return nil
    }
    self.file = file
    var facts = stat()
    fstat(file, &facts)
    inode = UInt(facts.st_ino)
  }

  private static let mark = "agentvm: "

  /// Removes it, where it is still the same.
  func release() {
    var facts = stat()
    if fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0, UInt(facts.st_ino) == inode {
      unlinkat(folder, name, 0)
    }
    close(file)
    close(folder)
  }
}
