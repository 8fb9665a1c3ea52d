import AgentModel
import CLinux
import Glibc

/// The one way from inside the sandbox to the supervisor: the socket `/run/agentvm/door`. What comes
/// through it is an untrusted program's word: bounded, and never more than a hint.
struct Door {
  private let socket: ListeningSocket

  /// Readable when something has come.
  var descriptor: Int32 { socket.descriptor }

  /// The most reports that are taken at once; what comes faster waits.
  private static let most = 32

  /// Makes the socket in `directory`; `uid` is who may use it.
  init?(in directory: String, for uid: UInt32?) {
    guard
      let socket = ListeningSocket(in: directory, name: "door", type: SOCK_DGRAM, for: uid)
    else { return nil }
    self.socket = socket
  }

  /// The reports that have come.
  func reports() -> [HookReport] {
    var reports: [HookReport] = []
    var bytes = [UInt8](repeating: 0, count: HookReport.limit + 1)
    for _ in 0..<Door.most {
      let count = recv(socket.descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      guard count > 0 else { break }
      if let report = HookReport(bytes[..<count]) { reports.append(report) }
    }
    return reports
  }
}
