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
    var inner = openFolder(name, in: folder)
    if inner < 0, errno == EACCES {
      fchmodat(folder, name.bytes, 0o700, 0)
      inner = openFolder(name, in: folder)
    }
    guard inner >= 0 else { throw fileError(path, code) }
    defer { close(inner) }
    fchmod(inner, 0o700)
    for entry in try names(in: inner, path) {
      try remove(entry, in: inner, "\(path)/\(entry.text)")
    }
    guard unlinkat(folder, name.bytes, AT_REMOVEDIR) == 0 || errno == ENOENT else {
      throw fileError(path)
    }
  }

  package func giveTree(_ path: String, to uid: UInt32) throws(HostError) {
    guard lchown(path, uid, uid) == 0 else { throw fileError(path) }
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    try give(in: folder, path, uid)
  }

  private func give(in folder: Int32, _ path: String, _ uid: UInt32) throws(HostError) {
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
      try give(in: inner, "\(path)/\(entry.text)", uid)
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
    try copy(from, to, source, excluding)
  }

  private func copy(
    _ from: Int32, _ to: Int32, _ path: String, _ excluding: Set<String>
  ) throws(HostError) {
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
        let innerFrom = openFolder(entry, in: from)
        let innerTo = openFolder(entry, in: to)
        defer { for folder in [innerFrom, innerTo] where folder >= 0 { close(folder) } }
        guard innerFrom >= 0, innerTo >= 0 else { throw fileError(entryPath) }
        try copy(innerFrom, innerTo, entryPath, [])
      case S_IFREG:
        let file = openat(from, entry.bytes, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { throw fileError(entryPath) }
        defer { close(file) }
        try copyFile(file, status, to: entry, in: to)
      default: continue
      }
    }
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
    measure(folder, &usage, &seen)
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
  private func measure(_ folder: Int32, _ usage: inout DiskUsage, _ seen: inout Set<UInt64>) {
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
      guard status.st_mode & S_IFMT == S_IFDIR else { continue }
      let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if inner >= 0 { measure(inner, &usage, &seen) }
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
    collect(folder, "", time, excluding, limit, &found)
    return found
  }

  private func collect(
    _ folder: Int32, _ prefix: String, _ time: Int, _ excluding: Set<String>, _ limit: Int,
    _ found: inout [String]
  ) {
    let entries = ((try? names(in: folder, prefix)) ?? []).sorted { $0.text < $1.text }
    for entry in entries where !excluding.contains(entry.text) {
      var status = stat()
      guard found.count < limit,
        fstatat(folder, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0
      else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        let inner = openFolder(entry, in: folder)
        guard inner >= 0 else { continue }
        defer { close(inner) }
        collect(inner, "\(prefix)\(entry.text)/", time, [], limit, &found)
      } else if status.st_mtim.tv_sec >= time || status.st_ctim.tv_sec >= time {
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
