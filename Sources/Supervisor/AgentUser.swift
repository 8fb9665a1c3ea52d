import CLinux
import Glibc

/// The uid that a root caller's agent has.
enum AgentUser {
  /// Makes a pipe the agent's, so that it can open it by name, as `/dev/stdout`; with `isTerminal` a
  /// terminal as well.
  static func lend(_ descriptor: Int32, to uid: UInt32?, isTerminal: Bool = false) {
    guard let uid else { return }
    // A pipe that has a name is somebody's file.
    var target = [CChar](repeating: 0, count: 6)
    let length = readlink("/proc/self/fd/\(descriptor)", &target, target.count)
    let isPipe = length == 6 && target.elementsEqual("pipe:[".utf8.map { CChar($0) })
    guard isPipe || (isTerminal && isatty(descriptor) == 1) else { return }
    fchown(descriptor, uid, gid_t.max)
  }

  /// Does something as that user, and is root again; without one, as whoever this is. Throws
  /// `SystemCallFailure`, or what `body` throws.
  static func act<Result>(as uid: UInt32?, _ body: () throws -> Result) throws -> Result {
    guard let uid else { return try body() }
    var groups = [gid_t](repeating: 0, count: 256)
    let groupCount = getgroups(Int32(groups.count), &groups)
    defer {
      _ = clinux_become(0, 0, 0)
      _ = clinux_regain_groups(&groups, groupCount, 0)
    }
    guard clinux_become_group(uid) == 0, clinux_become(uid, uid, 0) == 0, getuid() == uid,
      geteuid() == uid, getgid() == uid
    else { throw SystemCallFailure("become uid \(uid)") }
    return try body()
  }
}
