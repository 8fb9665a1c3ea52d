import Glibc

/// A socket that waits for connections or messages, made in a folder by name. Through the folder's descriptor,
/// for a socket's path has at most 107 bytes and a home's may be longer.
struct ListeningSocket {
  let descriptor: Int32

  /// `uid` is who may use it, besides root; nil for this process's own.
  init?(in directory: String, name: String, type: __socket_type, for uid: UInt32?) {
    guard !directory.isEmpty else { return nil }
    let folder = open(directory, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    defer { close(folder) }
    unlinkat(folder, name, 0)
    descriptor = socket(AF_UNIX, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("/proc/self/fd/\(folder)/\(name)".utf8)
    guard descriptor >= 0, path.count < MemoryLayout.size(ofValue: address.sun_path) else {
      return nil
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isBound, type == SOCK_DGRAM || listen(descriptor, 16) == 0 else {
      close(descriptor)
      return nil
    }
    if let uid { fchownat(folder, name, uid, uid, AT_SYMLINK_NOFOLLOW) }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  /// The next connection; nil when nobody waits.
  func next() -> Int32? {
    let caller = accept(descriptor, nil, nil)
    guard caller >= 0 else { return nil }
    _ = fcntl(caller, F_SETFD, FD_CLOEXEC)
    return caller
  }
}
