import Egress
import Glibc

/// How a connection ends.
extension GateConnection {
  /// Lets it not through, tells the agent why in the words of what it speaks, and counts it.
  func refuse(_ refusal: Refusal) {
    guard stage != .closed, stage != .ending else { return }
    gate.tally(target.text, target.port, refusal)
    gate.loop.close(server)
    server = -1
    // Nothing may follow what was already answered.
    guard stage != .passing, let answer = answer(refusal) else {
      InternetSocket.breakOff(client)
      return close()
    }
    stage = .ending
    deadline = milliseconds() + Self.endingTime
    toClient = answer
    flush(&toClient, to: client)
    if stage == .ending, toClient.isEmpty { shutdown(client, Int32(SHUT_WR)) }
    listen()
  }

  func answer(_ refusal: Refusal) -> [UInt8]? {
    switch opening {
    case .exposed, .nowhere: nil
    case .direct(_, HostRule.standardPort): GateAnswer.alert
    case .direct(_, Gate.plainPort), .proxy:
      GateAnswer.page(refusal, target.text, target.port, agent: gate.name)
    case .direct: nil
    }
  }

  /// What still comes from an agent that was refused is of no interest, but must be read for the answer
  /// to arrive.
  func drain(_ events: UInt32) {
    if toClient.isEmpty { shutdown(client, Int32(SHUT_WR)) }
    guard events & ~EventLoop.Interest.write != 0 else { return }
    switch gate.receive(client) {
    case .end, .broken: close()
    case .bytes, .nothing: break
    }
  }

  /// One side has broken off: so the other one learns it, and takes nothing that was cut for whole.
  func breakOff() {
    guard stage != .closed else { return }
    InternetSocket.breakOff(client)
    if server >= 0 { InternetSocket.breakOff(server) }
    close()
  }

  func close() {
    guard stage != .closed else { return }
    stage = .closed
    deadline = nil
    gate.loop.close(client)
    gate.loop.close(server)
    onClose()
  }
}
