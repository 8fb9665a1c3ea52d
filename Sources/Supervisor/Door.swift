import Glibc

/// The one way from inside the sandbox to the supervisor: the socket `/run/agentvm/door`. Nothing
/// is understood yet: whoever knocks is let go again.
struct Door {
  private let socket: ListeningSocket

  /// Readable when somebody knocks.
  var descriptor: Int32 { socket.descriptor }

  /// Makes the socket in `directory`; `uid` is who may use it.
  init?(in directory: String, for uid: UInt32?) {
    guard
      let socket = ListeningSocket(in: directory, name: "door", type: SOCK_STREAM, for: uid)
    else { return nil }
    self.socket = socket
  }

  /// Lets go whoever has knocked.
  func answer() {
    for _ in 0..<16 {
      guard let caller = socket.next() else { return }
      close(caller)
    }
  }
}
