import Glibc
import Host

/// Everything in a tree, for who has to look at all of it.
extension LinuxFiles {
  package func walk(
    below path: String, limit: Int, closed: (TreeEntry) -> Void, _ body: (TreeEntry) -> Bool
  ) -> Bool {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    raiseDescriptorLimit()
    guard let entries = try? names(in: folder, path) else { return false }
    var left = limit
    return walk(folder, entries, "", &left, depth: 0, closed, body)
  }

  private func walk(
    _ folder: Int32, _ entries: [RawName], _ prefix: String, _ left: inout Int, depth: Int,
    _ closed: (TreeEntry) -> Void, _ body: (TreeEntry) -> Bool
  ) -> Bool {
    for name in entries {
      var status = stat()
      guard fstatat(folder, name.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      guard left > 0 else { return false }
      left -= 1
      let facts = FileFacts(status)
      let entry = TreeEntry(
        path: "\(prefix)\(name.text)", kind: facts.kind, permissions: facts.permissions,
        inode: facts.inode, changed: status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec)
      guard body(entry), entry.kind == .directory else { continue }
      let inner = depth < Self.mostLevels ? openFolder(name, in: folder) : -1
      defer { if inner >= 0 { close(inner) } }
      guard inner >= 0, let inside = try? names(in: inner, entry.path) else {
        closed(entry)
        continue
      }
      guard walk(inner, inside, "\(entry.path)/", &left, depth: depth + 1, closed, body) else {
        return false
      }
    }
    return true
  }
}
