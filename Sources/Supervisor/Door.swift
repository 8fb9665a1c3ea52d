import AgentModel
import CLinux
import Glibc

/// The one way from inside the sandbox to the supervisor: the socket `/run/agentvm/door`, or for an agent
/// that has no sockets the named pipe beside it. What comes through it is an untrusted program's word:
/// bounded, and never more than a hint.
final class Door {
  /// The pipe's name.
  static let pipeName = "pipe"

  private let isPipe: Bool
  private var unread: [UInt8] = []

  /// Readable when something has come.
  let descriptor: Int32

  /// The most reports that are taken at once; what comes faster waits.
  private static let most = 32

  /// Makes it in `directory`; `uid` is who may use it.
  init?(in directory: String, for uid: UInt32?, isPipe: Bool) {
    self.isPipe = isPipe
    if isPipe {
      descriptor = Door.pipe(in: directory, for: uid)
      guard descriptor >= 0 else { return nil }
    } else {
      guard
        let socket = ListeningSocket(in: directory, name: "door", type: SOCK_DGRAM, for: uid)
      else { return nil }
      descriptor = socket.descriptor
    }
  }

  private static func pipe(in directory: String, for uid: UInt32?) -> Int32 {
    let folder = open(directory, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return -1 }
    defer { close(folder) }
    unlinkat(folder, pipeName, 0)
    guard mkfifoat(folder, pipeName, 0o600) == 0 else { return -1 }
    // Open for writing too, or it would have ended whenever nobody has it open.
    let descriptor = openat(folder, pipeName, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
    if let uid { fchownat(folder, pipeName, uid, uid, AT_SYMLINK_NOFOLLOW) }
    return descriptor
  }

  /// The reports that have come.
  func reports() -> [HookReport] { isPipe ? pipedReports() : sentReports() }

  private func sentReports() -> [HookReport] {
    var reports: [HookReport] = []
    var bytes = [UInt8](repeating: 0, count: HookReport.limit + 1)
    for _ in 0..<Door.most {
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { break }
      if let report = HookReport(bytes[..<count]) { reports.append(report) }
    }
    return reports
  }

  /// In a pipe each has its length before it, in two bytes. Whoever writes anything else is not understood.
  private func pipedReports() -> [HookReport] {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 { unread += chunk[..<count] }
    var reports: [HookReport] = []
    var index = 0
    while index + 2 <= unread.count {
      let length = Int(unread[index]) << 8 | Int(unread[index + 1])
      guard length > 0, length <= HookReport.limit else {
        index = unread.count
        break
      }
      let end = index + 2 + length
      guard end <= unread.count else { break }
      if let report = HookReport(unread[index + 2..<end]) { reports.append(report) }
      index = end
    }
    unread.removeFirst(index)
    // What comes faster than anybody could look at it: the latest counts.
    return reports.suffix(Door.most)
  }
}
