import AgentModel
import CLinux
import Egress
import Glibc

/// A process that enters a sandbox's network, opens the sockets there that the gate is to wait on, hands
/// them to it, and ends.
///
/// `agentvm-supervisor open KIND:PORT…`, with the descriptors of the network, of the user namespace that
/// owns it, and of the gate's channel.
enum SocketOpener {
  /// The descriptors that it is started with.
  enum Descriptor {
    static let channel: Int32 = 3
    static let network: Int32 = 4
    static let owner: Int32 = 5
  }

  /// Never returns; status 0 when every socket was handed over.
  static func main(_ arguments: [String]) -> Never {
    // Root owns every network already.
    _ = clinux_join_namespace(Descriptor.owner)
    guard clinux_join_namespace(Descriptor.network) == 0 else {
      fail("enter the sandbox's network")
    }
    awaitInterface()
    for argument in arguments {
      let parts = argument.split(separator: ":")
      guard parts.count == 2, let kind = GateMessage.Kind(rawValue: String(parts[0])),
        let port = UInt16(parts[1])
      else { fail("understand \(argument)") }
      open(kind, port)
    }
    exit(0)
  }

  private static func open(_ kind: GateMessage.Kind, _ port: UInt16) {
    let bytes: [UInt8] =
      switch kind {
      case .proxy, .names: GateAddress.bytes
      case .exposed: [127, 0, 0, 1]
      case .direct: [0, 0, 0, 0]
      }
    guard let address = IPAddress(bytes),
      let socket = InternetSocket.waiting(at: address, port: port, isStream: kind != .names)
    else { fail("listen at port \(port)") }
    let message = GateMessage.listen(kind, port: port).encoded
    let due = milliseconds() + patience
    while clinux_send_message(Descriptor.channel, message, message.count, [socket], 1) <= 0 {
      guard errno == EAGAIN, milliseconds() < due else { fail("reach the gate") }
      var entry = pollfd(fd: Descriptor.channel, events: Int16(POLLOUT), revents: 0)
      poll(&entry, 1, Int32(patience))
    }
    close(socket)
  }

  /// bwrap may still be about to bring the interface up; what is bound before would answer from another
  /// address than the one that was asked.
  private static func awaitInterface() {
    let due = milliseconds() + patience
    while milliseconds() < due {
      if let gate = IPAddress(GateAddress.bytes),
        let socket = InternetSocket.connecting(
          to: gate, port: GateAddress.namePort, isStream: false)
      {
        close(socket)
        return
      }
      usleep(200)
    }
    fail("wait for the sandbox's network")
  }

  /// Milliseconds that the interface may take.
  private static let patience = 10_000

  private static func fail(_ what: String) -> Never {
    let problem = String(cString: strerror(errno))
    writeAll(2, Array("the network gate can't \(what): \(problem)\n".utf8))
    exit(1)
  }
}
