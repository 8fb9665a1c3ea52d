import CLinux
import Glibc
import Host

/// Everything in a tree, for who has to look at all of it.
extension LinuxFiles {
  package func made(_ path: String) -> Int? {
    var (made, changed) = (0, 0)
    return clinux_file_times(AT_FDCWD, path, &made, &changed) == 0 ? made : nil
  }

  package func walk(below path: String, limit: Int, _ body: (TreeEntry) -> Bool) -> Bool {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return true }
    defer { close(folder) }
    raiseDescriptorLimit()
    var left = limit
    return walk(folder, "", &left, depth: 0, body)
  }

  private func walk(
    _ folder: Int32, _ prefix: String, _ left: inout Int, depth: Int, _ body: (TreeEntry) -> Bool
  ) -> Bool {
    for name in (try? names(in: folder, prefix)) ?? [] {
      var status = stat()
      var (made, changed) = (0, 0)
      guard fstatat(folder, name.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0,
        clinux_file_times(folder, name.bytes, &made, &changed) == 0
      else { continue }
      guard left > 0 else { return false }
      left -= 1
      let facts = FileFacts(status)
      let entry = TreeEntry(
        path: "\(prefix)\(name.text)", kind: facts.kind, permissions: facts.permissions, made: made,
        changed: changed)
      guard body(entry), entry.kind == .directory, depth < Self.mostLevels else { continue }
      let inner = openFolder(name, in: folder)
      guard inner >= 0 else { continue }
      defer { close(inner) }
      guard walk(inner, "\(entry.path)/", &left, depth: depth + 1, body) else { return false }
    }
    return true
  }
}
