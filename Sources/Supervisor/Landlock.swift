import AgentModel
import CLinux
import Glibc

/// Landlock's rules for all that runs in a sandbox, on top of its mounts: nothing is written but below
/// the paths that an agent may write, nobody outside is signalled or spoken to by an abstract socket.
/// Source: landlock(7).
enum Landlock {
  /// Accesses to files, `LANDLOCK_ACCESS_FS_*`.
  private enum Access {
    static let execute: UInt64 = 1 << 0
    static let writeFile: UInt64 = 1 << 1
    static let readFile: UInt64 = 1 << 2
    static let readFolder: UInt64 = 1 << 3
    static let truncate: UInt64 = 1 << 14
    static let controlDevice: UInt64 = 1 << 15
    static let reading = execute | readFile | readFolder
    /// What rules for a file, not a folder, may speak of.
    static let ofFiles = execute | writeFile | readFile | truncate | controlDevice

    /// All that a version knows.
    static func all(_ version: Int32) -> UInt64 {
      switch version {
      case 2: (1 << 14) - 1
      case 3, 4: (1 << 15) - 1
      default: (1 << 16) - 1
      }
    }
  }

  /// `LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET` and `LANDLOCK_SCOPE_SIGNAL`, of version 6 and newer.
  private static let scopes: UInt64 = 3
  static let scopesSince: Int32 = 6
  /// The first version that lets files be moved from folder to folder, which every agent does.
  private static let oldest: Int32 = 2

  /// The version of this kernel's, where it has one that agents can live with.
  static var version: Int32? {
    let version = clinux_landlock_version()
    return version >= oldest ? version : nil
  }

  /// Sets the rules for this process and all that it starts. Returns their version; nil when the
  /// kernel has none, or refused them.
  static func restrict(writable: [String]) -> Int32? {
    guard let version else { return nil }
    let all = Access.all(version)
    let rules = clinux_landlock_rules(all, version >= scopesSince ? scopes : 0)
    guard rules >= 0 else { return nil }
    defer { close(rules) }
    var places: [(String, UInt64)] = writable.map { ($0, all) }
    places.append(("/", Access.reading))
    // Devices and one's own processes are written, and made by nobody.
    for path in ["/dev", "/proc"] {
      places.append((path, Access.reading | Access.ofFiles))
    }
    for (path, accesses) in places {
      let descriptor = clinux_open_path(path)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var facts = stat()
      guard fstat(descriptor, &facts) == 0 else { return nil }
      let isFolder = facts.st_mode & S_IFMT == S_IFDIR
      let allowed = accesses & all & (isFolder ? all : Access.ofFiles)
      guard clinux_landlock_allow(rules, descriptor, allowed) == 0 else { return nil }
    }
    for stream: Int32 in 0...2 { allow(stream, all, in: rules) }
    return clinux_landlock_restrict(rules) == 0 ? version : nil
  }

  /// A stream that lies outside of the sandbox can be opened by name, as `/dev/stderr`: as far as it is open.
  private static func allow(_ stream: Int32, _ all: UInt64, in rules: Int32) {
    var facts = stat()
    guard fstat(stream, &facts) == 0 else { return }
    var accesses: UInt64 = 0
    switch facts.st_mode & S_IFMT {
    case S_IFCHR: accesses = Access.readFile | Access.writeFile | Access.controlDevice
    case S_IFREG:
      let mode = fcntl(stream, F_GETFL) & O_ACCMODE
      if mode != O_WRONLY { accesses |= Access.readFile }
      if mode != O_RDONLY { accesses |= Access.writeFile | Access.truncate }
    default: return
    }
    let path = clinux_open_path("/proc/self/fd/\(stream)")
    guard path >= 0 else { return }
    _ = clinux_landlock_allow(rules, path, accesses & all)
    close(path)
  }
}
