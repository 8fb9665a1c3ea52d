import CLinux
import Glibc
import Host

extension LinuxFiles {
  package func lock(
    _ file: LockFile, _ part: LockFile.Part, wait: Bool
  ) throws(HostError) -> (any HeldLock)? {
    let descriptor = Glibc.open(file.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw fileError(file.path) }
    if clinux_lock_description(descriptor, part.rawValue, 1, wait ? 1 : 0) == 0 {
      // The file may have been removed while this call waited: then another one is the lock.
      if isStill(descriptor, file.path) { return DescriptionLock(descriptor) }
      close(descriptor)
      return try lock(file, part, wait: wait)
    }
    let code = errno
    close(descriptor)
    if code == EAGAIN || code == EACCES { return nil }
    throw fileError(file.path, code)
  }

  private func isStill(_ descriptor: Int32, _ path: String) -> Bool {
    var open = stat()
    var named = stat()
    return fstat(descriptor, &open) == 0 && lstat(path, &named) == 0 && open.st_ino == named.st_ino
      && open.st_dev == named.st_dev
  }

  package func holder(of file: LockFile) -> LockFile.Holder {
    let descriptor = Glibc.open(file.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    // What can't be looked at is taken for alive: nothing of it will be removed.
    guard descriptor >= 0 else { return errno == ENOENT ? .nobody : .supervisor(pid: 0) }
    defer { close(descriptor) }
    let supervisor = clinux_lock_holder(descriptor, LockFile.Part.life.rawValue, 1)
    if supervisor != 0 { return .supervisor(pid: max(0, supervisor)) }
    return clinux_lock_holder(descriptor, LockFile.Part.command.rawValue, 1) == 0
      ? .nobody : .command
  }
}

/// A lock of an open file description: it ends with the descriptor.
private final class DescriptionLock: HeldLock, @unchecked Sendable {
  private var descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { release() }

  func release() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
  }
}
