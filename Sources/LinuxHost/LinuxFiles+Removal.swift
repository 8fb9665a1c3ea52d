import Glibc
import Host

/// Trees are removed whatever their depth and their rights.
extension LinuxFiles {
  package func remove(_ path: String) throws(HostError) {
    guard let slash = path.lastIndex(of: "/") else { throw fileError(path, EINVAL) }
    let parent = slash == path.startIndex ? "/" : String(path[..<slash])
    let folder = Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder < 0, errno == ENOENT { return }
    guard folder >= 0 else { throw fileError(parent) }
    defer { close(folder) }
    raiseDescriptorLimit()
    try remove(RawName(String(path[path.index(after: slash)...])), in: folder, path)
  }

  private func remove(_ name: RawName, in folder: Int32, _ path: String) throws(HostError) {
    if unlinkat(folder, name.bytes, 0) == 0 || errno == ENOENT { return }
    let code = errno
    guard code == EISDIR || code == EPERM || code == EACCES || code == ENOTDIR else {
      throw fileError(path, code)
    }
    let top = openOwnFolder(name, in: folder)
    guard top >= 0 else { throw fileError(path, code) }
    defer { close(top) }
    // What lies too deep comes up and is taken in a further round: no depth needs more descriptors.
    var number = 0
    repeat {
      try clear(top, top: top, depth: 0, &number, path)
    } while try !names(in: top, path).isEmpty
    guard unlinkat(folder, name.bytes, AT_REMOVEDIR) == 0 || errno == ENOENT else {
      throw fileError(path)
    }
  }

  /// Levels of folders that are walked by recursion.
  private static let deepest = 64

  private func clear(
    _ folder: Int32, top: Int32, depth: Int, _ number: inout Int, _ path: String
  ) throws(HostError) {
    for entry in try names(in: folder, path) {
      if unlinkat(folder, entry.bytes, 0) == 0 || errno == ENOENT { continue }
      let code = errno
      guard code == EISDIR || code == EPERM || code == EACCES || code == ENOTDIR else {
        throw fileError("\(path)/…/\(entry.text)", code)
      }
      let inner = openOwnFolder(entry, in: folder)
      guard inner >= 0 else { throw fileError("\(path)/…/\(entry.text)", code) }
      defer { close(inner) }
      if depth == Self.deepest {
        number += 1
        let place = ".agentvm-removed-\(number)"
        guard renameat(folder, entry.bytes, top, place) == 0 else {
          throw fileError("\(path)/…/\(entry.text)")
        }
        continue
      }
      try clear(inner, top: top, depth: depth + 1, &number, path)
      guard unlinkat(folder, entry.bytes, AT_REMOVEDIR) == 0 || errno == ENOENT else {
        throw fileError("\(path)/…/\(entry.text)")
      }
    }
  }

  /// A folder in which everything may be changed.
  private func openOwnFolder(_ name: RawName, in folder: Int32) -> Int32 {
    var inner = openFolder(name, in: folder)
    if inner < 0, errno == EACCES {
      guard let held = HeldEntry(name, in: folder) else { return -1 }
      defer { held.release() }
      if held.status.st_mode & S_IFMT == S_IFDIR, held.change(mode: 0o700) {
        inner = held.open(O_RDONLY | O_DIRECTORY)
      }
    }
    if inner >= 0 { fchmod(inner, 0o700) }
    return inner
  }
}
