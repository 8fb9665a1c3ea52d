import CLinux
import Egress
import Glibc

/// Sockets of IPv4 and IPv6, all non-blocking and closed on exec.
enum InternetSocket {
  private static let flags =
    Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)

  /// One that begins to connect to that address: streams, or datagrams. Nil when it can't.
  static func connecting(to address: IPAddress, port: UInt16, isStream: Bool = true) -> Int32? {
    let type = Int32((isStream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
    let descriptor = socket(address.isV4 ? AF_INET : AF_INET6, type | flags, 0)
    guard descriptor >= 0 else { return nil }
    if isStream { setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1) }
    let result = withSocketAddress(address, port) { connect(descriptor, $0, $1) }
    guard result == 0 || errno == EINPROGRESS else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// One that waits at that address: for connections, or for datagrams. Nil when it can't.
  static func waiting(at address: IPAddress, port: UInt16, isStream: Bool) -> Int32? {
    let type = Int32((isStream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
    let descriptor = socket(address.isV4 ? AF_INET : AF_INET6, type | flags, 0)
    guard descriptor >= 0 else { return nil }
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    // A service of the host's at a port that hosts are reached by, too: the more exact address counts.
    setOption(descriptor, SOL_SOCKET, SO_REUSEPORT, 1)
    guard withSocketAddress(address, port, { bind(descriptor, $0, $1) }) == 0,
      !isStream || listen(descriptor, 1024) == 0
    else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// The next connection of one that waits; nil when there is none.
  static func accepted(from descriptor: Int32) -> Int32? {
    let connection = clinux_accept(descriptor)
    guard connection >= 0 else { return nil }
    setOption(connection, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    return connection
  }

  /// The address of IPv4 that a connection was made to.
  static func localAddress(of descriptor: Int32) -> IPAddress? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
    return withUnsafeBytes(of: address.sin_addr.s_addr) { IPAddress($0) }
  }

  /// How a connection that was begun has come out: 0, or an errno.
  static func outcome(of descriptor: Int32) -> Int32 {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 ? code : errno
  }

  /// Has the other side see an error, and no orderly end, when it is closed.
  static func breakOff(_ descriptor: Int32) {
    var value = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
  }

  private static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32)
  {
    var value = value
    setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  /// An address as the system calls take it.
  private static func withSocketAddress<Result>(
    _ address: IPAddress, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    if address.isV4 {
      var v4 = sockaddr_in()
      v4.sin_family = sa_family_t(AF_INET)
      v4.sin_port = port.bigEndian
      withUnsafeMutableBytes(of: &v4.sin_addr) { $0.copyBytes(from: address.bytes) }
      return withUnsafePointer(to: &v4) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    var v6 = sockaddr_in6()
    v6.sin6_family = sa_family_t(AF_INET6)
    v6.sin6_port = port.bigEndian
    withUnsafeMutableBytes(of: &v6.sin6_addr) { $0.copyBytes(from: address.bytes) }
    return withUnsafePointer(to: &v6) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in6>.size))
      }
    }
  }
}
