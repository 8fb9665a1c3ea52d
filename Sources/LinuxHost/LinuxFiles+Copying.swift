import CLinux
import Glibc
import Host

/// Trees are copied, and given to another owner.
extension LinuxFiles {
  package func giveTree(_ path: String, to uid: UInt32) throws(HostError) {
    guard lchown(path, uid, uid) == 0 else { throw fileError(path) }
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    raiseDescriptorLimit()
    try give(in: folder, path, uid, depth: 0)
  }

  private func give(
    in folder: Int32, _ path: String, _ uid: UInt32, depth: Int
  ) throws(HostError) {
    guard depth < Self.mostLevels else { return }
    for entry in try names(in: folder, path) {
      var status = stat()
      guard fstatat(folder, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      // A second name of a file that lies elsewhere is not the agent's to have.
      if status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 1, status.st_uid != uid { continue }
      if status.st_uid != uid || status.st_gid != uid {
        fchownat(folder, entry.bytes, uid, uid, AT_SYMLINK_NOFOLLOW)
      }
      guard status.st_mode & S_IFMT == S_IFDIR else { continue }
      let inner = openFolder(entry, in: folder)
      guard inner >= 0 else { continue }
      defer { close(inner) }
      try give(in: inner, path, uid, depth: depth + 1)
    }
  }

  package func copyTree(
    _ source: String, to destination: String, excluding: Set<String>
  ) throws(HostError) {
    var status = stat()
    guard stat(source, &status) == 0 else { throw fileError(source) }
    if status.st_mode & S_IFMT == S_IFREG {
      let from = Glibc.open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard from >= 0 else { throw fileError(source) }
      defer { close(from) }
      return try copyFile(from, status, to: RawName(destination), in: AT_FDCWD)
    }
    let from = Glibc.open(source, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard from >= 0 else { throw fileError(source) }
    defer { close(from) }
    try makeDirectory(destination, permissions: 0o700)
    let to = Glibc.open(destination, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard to >= 0 else { throw fileError(destination) }
    defer { close(to) }
    raiseDescriptorLimit()
    try copy(from, to, source, excluding, depth: 0)
  }

  private func copy(
    _ from: Int32, _ to: Int32, _ path: String, _ excluding: Set<String>, depth: Int
  ) throws(HostError) {
    guard depth < Self.mostLevels else { throw fileError(path, ELOOP) }
    for entry in try names(in: from, path) where !excluding.contains(entry.text) {
      let entryPath = "\(path)/\(entry.text)"
      var status = stat()
      guard fstatat(from, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFLNK:
        var target = [UInt8](repeating: 0, count: 4097)
        let count = target.withUnsafeMutableBytes {
          readlinkat(from, entry.bytes, $0.baseAddress!.assumingMemoryBound(to: CChar.self), 4096)
        }
        guard count >= 0 else { throw fileError(entryPath) }
        unlinkat(to, entry.bytes, 0)
        symlinkat(target.map { CChar(bitPattern: $0) }, to, entry.bytes)
      case S_IFDIR:
        mkdirat(to, entry.bytes, status.st_mode & 0o777 | 0o700)
        let (innerFrom, changed) = openReadable(entry, in: from, status, O_DIRECTORY)
        defer { changed.map(restore) }
        let innerTo = openFolder(entry, in: to)
        defer { for folder in [innerFrom, innerTo] where folder >= 0 { close(folder) } }
        guard innerFrom >= 0, innerTo >= 0 else { throw fileError(entryPath) }
        try copy(innerFrom, innerTo, entryPath, [], depth: depth + 1)
      case S_IFREG:
        let (file, changed) = openReadable(entry, in: from, status, O_NONBLOCK)
        defer { changed.map(restore) }
        guard file >= 0 else { throw fileError(entryPath) }
        defer { close(file) }
        try copyFile(file, status, to: entry, in: to)
      default: continue
      }
    }
  }

  /// Opens what an agent has made unreadable for itself, and for its owner: for as long as it is open
  /// here it can be read. `changed` is what must get its rights back.
  func openReadable(
    _ name: RawName, in folder: Int32, _ status: stat, _ flag: Int32
  ) -> (descriptor: Int32, changed: HeldEntry?) {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flag
    let isOpen = status.st_mode & 0o500 == 0o500 || status.st_mode & S_IFMT != S_IFDIR
    let descriptor = openat(folder, name.bytes, flags)
    guard status.st_uid == geteuid(), !isOpen || descriptor < 0 else { return (descriptor, nil) }
    if descriptor >= 0 { Glibc.close(descriptor) }
    guard let held = HeldEntry(name, in: folder) else { return (-1, nil) }
    guard held.status.st_ino == status.st_ino, held.status.st_dev == status.st_dev,
      held.change(mode: status.st_mode & 0o7777 | 0o500)
    else {
      held.release()
      return (-1, nil)
    }
    return (held.open(O_RDONLY | flag), held)
  }

  func restore(_ entry: HeldEntry) {
    entry.change(mode: entry.status.st_mode & 0o7777)
    entry.release()
  }

  private func copyFile(
    _ from: Int32, _ status: stat, to name: RawName, in folder: Int32
  ) throws(HostError) {
    let mode = status.st_mode & 0o777
    unlinkat(folder, name.bytes, 0)
    let to = openat(
      folder, name.bytes, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode | 0o200)
    guard to >= 0 else { throw fileError(name.text) }
    defer { close(to) }
    // Where the file system can, both share the bytes until one is changed.
    let isShared = status.st_size > 0 && clinux_share_bytes(from, to) == 0
    var left = isShared ? 0 : Int(status.st_size)
    while left > 0 {
      let count = sendfile(to, from, nil, min(left, 1 << 30))
      if count < 0 { throw fileError(name.text) }
      if count == 0 { break }
      left -= count
    }
    fchmod(to, mode)
    var times = [status.st_atim, status.st_mtim]
    futimens(to, &times)
  }
}
