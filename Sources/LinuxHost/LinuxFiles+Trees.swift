import CLinux
import Glibc
import Host

/// Whole trees, walked by descriptors: an agent that swaps a folder for a link meanwhile leads
/// nobody anywhere.
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
      fchmodat(folder, name.bytes, 0o700, 0)
      inner = openFolder(name, in: folder)
    }
    if inner >= 0 { fchmod(inner, 0o700) }
    return inner
  }

  /// Levels of folders beyond which a tree is nobody's work: no path leads there any more.
  private static let mostLevels = 2048

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
        let innerFrom = openReadable(entry, in: from, status, O_DIRECTORY)
        let innerTo = openFolder(entry, in: to)
        defer { for folder in [innerFrom, innerTo] where folder >= 0 { close(folder) } }
        guard innerFrom >= 0, innerTo >= 0 else { throw fileError(entryPath) }
        try copy(innerFrom, innerTo, entryPath, [], depth: depth + 1)
      case S_IFREG:
        let file = openReadable(entry, in: from, status, O_NONBLOCK)
        guard file >= 0 else { throw fileError(entryPath) }
        defer { close(file) }
        try copyFile(file, status, to: entry, in: to)
      default: continue
      }
    }
  }

  /// Opens what an agent has made unreadable for itself, and for its owner: for a moment it can be
  /// read.
  private func openReadable(
    _ name: RawName, in folder: Int32, _ status: stat, _ flag: Int32
  ) -> Int32 {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flag
    let descriptor = openat(folder, name.bytes, flags)
    guard descriptor < 0, errno == EACCES, status.st_uid == geteuid() else { return descriptor }
    let mode = status.st_mode & 0o7777
    guard fchmodat(folder, name.bytes, mode | 0o500, 0) == 0 else { return -1 }
    let opened = openat(folder, name.bytes, flags)
    let code = errno
    fchmodat(folder, name.bytes, mode, 0)
    errno = code
    return opened
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

  package func usage(of path: String) -> DiskUsage {
    var usage = DiskUsage()
    var seen: Set<UInt64> = []
    var status = stat()
    guard lstat(path, &status) == 0 else { return usage }
    count(status, &usage, &seen)
    guard status.st_mode & S_IFMT == S_IFDIR else { return usage }
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return usage }
    raiseDescriptorLimit()
    measure(folder, &usage, &seen, depth: 0)
    return usage
  }

  private func count(_ status: stat, _ usage: inout DiskUsage, _ seen: inout Set<UInt64>) {
    if status.st_nlink > 1, status.st_mode & S_IFMT != S_IFDIR,
      !seen.insert(UInt64(status.st_ino) ^ (UInt64(status.st_dev) << 48)).inserted
    {
      return
    }
    usage.bytes += Int(status.st_blocks) * 512
    usage.entries += 1
  }

  /// Closes the folder.
  private func measure(
    _ folder: Int32, _ usage: inout DiskUsage, _ seen: inout Set<UInt64>, depth: Int
  ) {
    guard let stream = fdopendir(folder) else {
      close(folder)
      return
    }
    defer { closedir(stream) }
    var status = stat()
    while let entry = Glibc.readdir(stream) {
      let name = UnsafeRawPointer(entry).advanced(by: Self.nameOffset)
        .assumingMemoryBound(to: CChar.self)
      if name[0] == 46, name[1] == 0 || (name[1] == 46 && name[2] == 0) { continue }
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      count(status, &usage, &seen)
      guard status.st_mode & S_IFMT == S_IFDIR, depth < Self.mostLevels else { continue }
      let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if inner >= 0 { measure(inner, &usage, &seen, depth: depth + 1) }
    }
  }

  private static let nameOffset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 19

  package func changed(
    below path: String, since time: Int, excluding: Set<String>, limit: Int
  ) -> [String] {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return [] }
    defer { close(folder) }
    raiseDescriptorLimit()
    var found: [String] = []
    collect(folder, "", excluding, limit, &found) {
      $0.st_mtim.tv_sec >= time || $0.st_ctim.tv_sec >= time
    }
    return found
  }

  package func unreadable(below path: String, limit: Int) -> [UnreadableEntry] {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return [] }
    defer { close(folder) }
    raiseDescriptorLimit()
    var found: [UnreadableEntry] = []
    findUnreadable(folder, "", limit, &found, depth: 0)
    return found
  }

  private func findUnreadable(
    _ folder: Int32, _ prefix: String, _ limit: Int, _ found: inout [UnreadableEntry], depth: Int
  ) {
    guard depth < Self.mostLevels else { return }
    for entry in (try? names(in: folder, prefix)) ?? [] where found.count < limit {
      var status = stat()
      guard fstatat(folder, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      let path = "\(prefix)\(entry.text)"
      switch status.st_mode & S_IFMT {
      case S_IFLNK: continue
      case S_IFREG:
        if status.st_mode & 0o400 == 0 {
          found.append(UnreadableEntry(path: path, isFolder: false))
        }
      case S_IFDIR:
        let inner = status.st_mode & 0o500 == 0o500 ? openFolder(entry, in: folder) : -1
        guard inner >= 0 else {
          found.append(UnreadableEntry(path: path, isFolder: true))
          continue
        }
        defer { close(inner) }
        findUnreadable(inner, path + "/", limit, &found, depth: depth + 1)
      default: found.append(UnreadableEntry(path: path, isFolder: false))
      }
    }
  }

  private func collect(
    _ folder: Int32, _ prefix: String, _ excluding: Set<String>, _ limit: Int,
    _ found: inout [String], depth: Int = 0, _ isMeant: (stat) -> Bool
  ) {
    let entries = ((try? names(in: folder, prefix)) ?? []).sorted { $0.text < $1.text }
    for entry in entries where !excluding.contains(entry.text) {
      var status = stat()
      guard found.count < limit, depth < Self.mostLevels,
        fstatat(folder, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0
      else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        let inner = openFolder(entry, in: folder)
        guard inner >= 0 else { continue }
        defer { close(inner) }
        collect(
          inner, "\(prefix)\(entry.text)/", [], limit, &found, depth: depth + 1, isMeant)
      } else if isMeant(status) {
        found.append("\(prefix)\(entry.text)")
      }
    }
  }

  private func openFolder(_ name: RawName, in folder: Int32) -> Int32 {
    openat(folder, name.bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  }

  private func names(in folder: Int32, _ path: String) throws(HostError) -> [RawName] {
    let copy = dup(folder)
    guard copy >= 0 else { throw fileError(path) }
    guard let stream = fdopendir(copy) else {
      close(copy)
      throw fileError(path)
    }
    defer { closedir(stream) }
    rewinddir(stream)
    return entries(of: stream)
  }

  /// A tree takes a descriptor for each of its levels.
  private func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
