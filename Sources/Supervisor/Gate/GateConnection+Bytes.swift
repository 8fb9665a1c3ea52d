import CLinux
import Egress
import Glibc

/// What comes from either side, and where it goes.
extension GateConnection {
  func clientIsReady(_ events: UInt32) {
    if events & EventLoop.Interest.write != 0 { flush(&toClient, to: client) }
    switch stage {
    case .connecting: return close()
    case .ending: return drain(events)
    case .closed: return
    case .asking, .passing: break
    }
    guard events & ~EventLoop.Interest.write != 0, canTakeFromClient else { return settle() }
    switch gate.receive(client) {
    case .nothing: return
    case .broken: return breakOff()
    case .end:
      clientHasEnded = true
      if stage == .asking { return close() }
      if inspection.isOfClient { inspect() }
    case .bytes(let bytes):
      if stage == .passing, inspection == .none, toServer.isEmpty {
        pass(bytes, to: server, &toServer)
      } else {
        toServer += bytes
        if stage == .asking { readRequest() } else { inspect() }
      }
    }
    settle()
  }

  func serverIsReady(_ events: UInt32) {
    if stage == .connecting {
      return InternetSocket.outcome(of: server) == 0 ? serverIsConnected() : serverHasFailed()
    }
    guard stage == .passing else { return }
    if events & EventLoop.Interest.write != 0 { flush(&sending, to: server) }
    if events & ~EventLoop.Interest.write != 0, toClient.isEmpty, !serverHasEnded {
      switch gate.receive(server) {
      case .nothing: return
      case .broken: return breakOff()
      case .end:
        serverHasEnded = true
        if inspection == .ofServerHello { release() }
      case .bytes(let bytes):
        if inspection == .ofServerHello { note(bytes) }
        pass(bytes, to: client, &toClient)
      }
    }
    settle()
  }

  /// Whether there is room for what the agent sends: what must be looked at first is bounded by its reader,
  /// what must wait for the server's first word is not read at all.
  private var canTakeFromClient: Bool {
    guard !clientHasEnded else { return false }
    if stage == .asking || inspection.isOfClient { return true }
    return inspection == .none && toServer.isEmpty && sending.isEmpty
  }

  /// Writes at once what can be written, and keeps the rest.
  func pass(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ rest: inout [UInt8]
  ) {
    guard stage != .closed else { return }
    let count = send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    guard count >= 0 || errno == EAGAIN else { return breakOff() }
    if count < bytes.count { rest += bytes[max(0, count)...] }
  }

  func flush(_ bytes: inout [UInt8], to descriptor: Int32) {
    guard !bytes.isEmpty, stage != .closed else { return }
    let count = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    guard count >= 0 || errno == EAGAIN else { return breakOff() }
    bytes.removeFirst(max(0, count))
  }

  /// Hands on what may be, and ends; closes when both sides have ended.
  func settle() {
    guard stage == .passing else { return listen() }
    if inspection == .none, sending.isEmpty, !toServer.isEmpty {
      swap(&sending, &toServer)
      flush(&sending, to: server)
    }
    let hasAllGone = inspection == .none && toServer.isEmpty && sending.isEmpty
    if clientHasEnded, hasAllGone { shutdown(server, Int32(SHUT_WR)) }
    if serverHasEnded, toClient.isEmpty { shutdown(client, Int32(SHUT_WR)) }
    if clientHasEnded, serverHasEnded, toClient.isEmpty, hasAllGone { return close() }
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
      if canTakeFromClient { ofClient |= EventLoop.Interest.read }
      if !serverHasEnded, toClient.isEmpty { ofServer |= EventLoop.Interest.read }
      if !sending.isEmpty { ofServer |= EventLoop.Interest.write }
    case .ending: ofClient |= EventLoop.Interest.read
    case .closed: break
    }
    gate.loop.change(client, ofClient)
    if server >= 0 { gate.loop.change(server, ofServer) }
  }

  // MARK: the names that are said

  /// Looks at what the agent has sent for a host, and passes on what is as it should be. A hello goes
  /// alone: whether another one must follow it, the server's first word tells.
  func inspect() {
    guard inspection.isOfClient else { return }
    guard !toServer.isEmpty else {
      // Nothing was said, and nothing will be.
      if clientHasEnded { release() }
      return
    }
    let isStrict = isForTLS || inspection == .ofSecondHello
    let start = inspection == .ofSecondHello ? ClientHello.afterCipherChange(toServer) : 0
    let hello = Array(toServer[start...])
    if deadline == nil { deadline = milliseconds() + Self.askingTime }
    switch ClientHello.read(hello) {
    case .unfinished:
      guard clientHasEnded else { return }
      if isStrict { return refuse(.malformed) }
      release()
    case .malformed:
      let beginsSo = hello.count > 1 && ClientHello.mayBegin(hello)
      if isStrict || beginsSo { return refuse(beginsSo ? .malformed : .notTLS) }
      release()
    case .name(let name):
      // Where TLS is not expected a hello may go without a name.
      guard fits(name) || (name == nil && !isStrict) else { return refuse(.otherName) }
      guard let length = ClientHello.length(of: hello) else { return refuse(.malformed) }
      sending += toServer[..<(start + length)]
      toServer.removeFirst(start + length)
      flush(&sending, to: server)
      deadline = nil
      if inspection == .ofSecondHello { return release() }
      inspection = .ofServerHello
    }
  }

  /// What the server says first: that it wants another hello, or anything else.
  private func note(_ bytes: UnsafeRawBufferPointer) {
    serverHello += bytes.prefix(ServerHello.size - serverHello.count)
    switch ServerHello.read(serverHello) {
    case .unfinished: break
    case .retry:
      serverHello = []
      inspection = .ofSecondHello
      inspect()
    case .other: release()
    }
  }

  /// From here on everything passes.
  private func release() {
    inspection = .none
    deadline = nil
    serverHello = []
  }
}
