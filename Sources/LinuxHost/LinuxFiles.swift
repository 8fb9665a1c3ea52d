import CLinux
import Glibc
import Host
import SystemPackage

/// The live file system.
package struct LinuxFiles: HostFiles {
  /// The one of this process.
  package init() {}

  package func facts(_ path: String) -> FileFacts? {
    var status = stat()
    return lstat(path, &status) == 0 ? FileFacts(status) : nil
  }

  package func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  package func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  package func isExecutable(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      && access(path, X_OK) == 0
  }

  package func read(_ path: String, limit: Int) throws(HostError) -> [UInt8] {
    try read(Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), path, limit)
  }

  package func readFollowingLinks(_ path: String, limit: Int) throws(HostError) -> [UInt8] {
    try read(Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), path, limit)
  }

  package func read(
    below root: String, _ relative: String, limit: Int
  ) throws(HostError) -> [UInt8]? {
    let folder = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw fileError(root) }
    defer { Glibc.close(folder) }
    let descriptor = clinux_open_beneath(folder, relative, O_RDONLY | O_NONBLOCK, 0)
    if descriptor < 0, errno == ENOENT { return nil }
    return try read(descriptor, "\(root)/\(relative)", limit)
  }

  private func read(_ descriptor: Int32, _ path: String, _ limit: Int) throws(HostError) -> [UInt8]
  {
    guard descriptor >= 0 else {
      if errno == ELOOP { throw .notARegularFile(path: path) }
      throw fileError(path)
    }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notARegularFile(path: path)
    }
    var bytes = [UInt8](repeating: 0, count: min(max(Int(status.st_size), 4096), limit) + 1)
    var filled = 0
    while true {
      let count = bytes[filled...].withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw fileError(path) }
      filled += count
      if count == 0 { break }
      if filled > limit { throw .tooLarge(path: path, limit: limit) }
      if filled == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  package func write(
    _ path: String, _ bytes: [UInt8], permissions: UInt16
  ) throws(HostError) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).new"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = Glibc.open(temporary, flags, mode_t(permissions))
    guard descriptor >= 0 else { throw fileError(path) }
    let isWritten = writeAll(descriptor, bytes)
    let code = errno
    Glibc.close(descriptor)
    guard isWritten else {
      unlink(temporary)
      throw fileError(path, code)
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw fileError(path, code)
    }
  }

  package func create(
    _ path: String, _ bytes: [UInt8], permissions: UInt16
  ) throws(HostError) -> Bool {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = Glibc.open(path, flags, mode_t(permissions))
    if descriptor < 0, errno == EEXIST { return false }
    guard descriptor >= 0 else { throw fileError(path) }
    defer { Glibc.close(descriptor) }
    guard writeAll(descriptor, bytes) else { throw fileError(path) }
    return true
  }

  package func append(_ path: String, _ bytes: [UInt8], permissions: UInt16) throws(HostError) {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = Glibc.open(path, flags, mode_t(permissions))
    guard descriptor >= 0 else { throw fileError(path) }
    defer { Glibc.close(descriptor) }
    guard writeAll(descriptor, bytes) else { throw fileError(path) }
  }

  package func write(
    below root: String, _ relative: String, _ bytes: [UInt8], permissions: UInt16
  ) throws(HostError) {
    let path = "\(root)/\(relative)"
    var folder = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw fileError(root) }
    defer { Glibc.close(folder) }
    let components = relative.split(separator: "/").map(String.init)
    guard let name = components.last, !components.contains("..") else {
      throw fileError(path, EINVAL)
    }
    for component in components.dropLast() {
      mkdirat(folder, component, 0o700)
      let next = clinux_open_beneath(folder, component, O_RDONLY | O_DIRECTORY, 0)
      guard next >= 0 else { throw fileError(path) }
      Glibc.close(folder)
      folder = next
    }
    let temporary = ".\(name).\(UInt32.random(in: 0...UInt32.max)).new"
    let descriptor = clinux_open_beneath(
      folder, temporary, O_WRONLY | O_CREAT | O_EXCL, UInt32(permissions))
    guard descriptor >= 0 else { throw fileError(path) }
    let isWritten = writeAll(descriptor, bytes)
    Glibc.close(descriptor)
    guard isWritten, renameat(folder, temporary, folder, name) == 0 else {
      let code = errno
      unlinkat(folder, temporary, 0)
      throw fileError(path, code)
    }
  }

  package func makeDirectory(_ path: String, permissions: UInt16) throws(HostError) {
    if mkdir(path, mode_t(permissions)) == 0 { return }
    switch errno {
    case EEXIST: return
    case ENOENT:
      guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
        throw fileError(path)
      }
      try makeDirectory(String(path[..<slash]), permissions: permissions)
      guard mkdir(path, mode_t(permissions)) == 0 || errno == EEXIST else { throw fileError(path) }
    default: throw fileError(path)
    }
  }

  package func createDirectory(_ path: String, permissions: UInt16) throws(HostError) -> Bool {
    if mkdir(path, mode_t(permissions)) == 0 { return true }
    if errno == EEXIST { return false }
    throw fileError(path)
  }

  package func makeAccessible(_ path: String) throws(HostError) {
    guard let held = HeldEntry(RawName(path), in: AT_FDCWD) else { throw fileError(path, ENOTDIR) }
    defer { held.release() }
    guard held.status.st_mode & S_IFMT == S_IFDIR else { throw fileError(path, ENOTDIR) }
    guard held.status.st_mode & 0o700 != 0o700 else { return }
    guard held.change(mode: held.status.st_mode & 0o7777 | 0o700) else { throw fileError(path) }
  }

  package func list(_ path: String) throws(HostError) -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return [] }
      throw fileError(path)
    }
    defer { closedir(folder) }
    return entries(of: folder).map(\.text)
  }

  package func move(_ path: String, to destination: String) throws(HostError) {
    guard rename(path, destination) == 0 else { throw fileError(path) }
  }

  private func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    (try? FileDescriptor(rawValue: descriptor).writeAll(bytes)) != nil
  }
}

extension FileFacts {
  init(_ status: stat) {
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .link
      case S_IFSOCK: .socket
      default: .other
      }
    self.init(
      kind: kind, size: Int(status.st_size), modified: status.st_mtim.tv_sec, owner: status.st_uid,
      permissions: UInt16(status.st_mode & 0o7777), inode: UInt64(status.st_ino))
  }
}
