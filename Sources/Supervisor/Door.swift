import Glibc

/// The one way from inside the sandbox to the supervisor: the socket `/run/agentvm/door`. Nothing
/// is understood yet: whoever knocks is let go again.
struct Door {
  let descriptor: Int32

  /// Makes the socket in `directory`; `uid` is who may use it.
  init?(in directory: String, for uid: UInt32?) {
    guard !directory.isEmpty else { return nil }
    let folder = open(directory, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    defer { close(folder) }
    unlinkat(folder, "door", 0)
    descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    // Through the descriptor, for a socket's path has at most 107 bytes and a home's may be longer.
    let path = Array("/proc/self/fd/\(folder)/door".utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isBound, listen(descriptor, 16) == 0 else {
      close(descriptor)
      return nil
    }
    if let uid { fchownat(folder, "door", uid, uid, AT_SYMLINK_NOFOLLOW) }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  /// Lets go whoever has knocked.
  func answer() {
    for _ in 0..<16 {
      let caller = accept(descriptor, nil, nil)
      guard caller >= 0 else { return }
      close(caller)
    }
  }
}
