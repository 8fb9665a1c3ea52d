import CLinux
import Glibc

/// What comes from either side, and where it goes.
extension GateConnection {
  func clientIsReady(_ events: UInt32) {
    if events & EventLoop.Interest.write != 0 { flush(&toClient, to: client) }
    let hasRoom: Bool
    switch stage {
    case .asking: hasRoom = true
    case .connecting:
      // It has hung up: the kernel says so without being asked.
      return close()
    case .passing: hasRoom = mustInspect || toServer.isEmpty
    case .ending: return drain(events)
    case .closed: return
    }
    guard events & ~EventLoop.Interest.write != 0, hasRoom, !clientHasEnded else { return settle() }
    switch gate.receive(client) {
    case .some(let bytes) where bytes.isEmpty: clientHasEnded = true
    case .some(let bytes):
      if stage == .passing, !mustInspect, toServer.isEmpty {
        pass(bytes, to: server, &toServer)
      } else {
        toServer += bytes
        if stage == .asking { readRequest() } else if mustInspect { inspect() }
      }
    case nil: return
    }
    if clientHasEnded, stage == .asking { return close() }
    settle()
  }

  func serverIsReady(_ events: UInt32) {
    if stage == .connecting {
      return InternetSocket.outcome(of: server) == 0 ? serverIsConnected() : serverHasFailed()
    }
    guard stage == .passing else { return }
    if events & EventLoop.Interest.write != 0, !mustInspect { flush(&toServer, to: server) }
    if events & ~EventLoop.Interest.write != 0, toClient.isEmpty, !serverHasEnded {
      switch gate.receive(server) {
      case .some(let bytes) where bytes.isEmpty: serverHasEnded = true
      case .some(let bytes): pass(bytes, to: client, &toClient)
      case nil: return
      }
    }
    settle()
  }

  /// Writes at once what can be written, and keeps the rest.
  func pass(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ rest: inout [UInt8]
  ) {
    let count = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    guard count >= 0 || errno == EAGAIN else { return close() }
    if count < bytes.count { rest += bytes[max(0, count)...] }
  }

  func flush(_ bytes: inout [UInt8], to descriptor: Int32) {
    guard !bytes.isEmpty, stage != .closed else { return }
    let count = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    guard count >= 0 || errno == EAGAIN else { return close() }
    bytes.removeFirst(max(0, count))
  }

  /// Hands ends on, and closes when both sides have ended.
  func settle() {
    guard stage == .passing else { return listen() }
    if clientHasEnded, toServer.isEmpty || mustInspect { shutdown(server, Int32(SHUT_WR)) }
    if serverHasEnded, toClient.isEmpty { shutdown(client, Int32(SHUT_WR)) }
    if clientHasEnded, serverHasEnded, toClient.isEmpty, toServer.isEmpty { return close() }
    listen()
  }

  /// Waits for what can be dealt with now, and for nothing else.
  func listen() {
    guard stage != .closed else { return }
    var ofClient: UInt32 = toClient.isEmpty ? 0 : EventLoop.Interest.write
    var ofServer: UInt32 = 0
    switch stage {
    case .asking: ofClient |= EventLoop.Interest.read
    case .connecting: ofServer = EventLoop.Interest.write
    case .passing:
      if !clientHasEnded, toServer.isEmpty || mustInspect { ofClient |= EventLoop.Interest.read }
      if !serverHasEnded, toClient.isEmpty { ofServer |= EventLoop.Interest.read }
      if !toServer.isEmpty, !mustInspect { ofServer |= EventLoop.Interest.write }
    case .ending: ofClient |= EventLoop.Interest.read
    case .closed: break
    }
    gate.loop.change(client, ofClient)
    if server >= 0 { gate.loop.change(server, ofServer) }
  }
}
