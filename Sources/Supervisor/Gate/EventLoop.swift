import CLinux
import Glibc

/// Waits for descriptors, and calls who has registered for them.
final class EventLoop {
  /// What can be waited for; errors and hang-ups come with either.
  enum Interest {
    static let read = UInt32(EPOLLIN.rawValue)
    static let write = UInt32(EPOLLOUT.rawValue)
  }

  private struct Registration {
    let generation: UInt32
    let handler: (UInt32) -> Void
    /// What is waited for now; 0 for nothing, not even for hang-ups, which otherwise always come.
    var interest: UInt32
  }

  private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
  private var registrations: [Int32: Registration] = [:]
  private var generation: UInt32 = 0

  /// Calls `handler` with what has happened to a descriptor, as long as it is registered.
  func add(_ descriptor: Int32, _ interest: UInt32, _ handler: @escaping (UInt32) -> Void) {
    generation &+= 1
    registrations[descriptor] = Registration(
      generation: generation, handler: handler, interest: interest)
    if interest != 0 { control(EPOLL_CTL_ADD, descriptor, interest) }
  }

  /// Waits for something else of that descriptor.
  func change(_ descriptor: Int32, _ interest: UInt32) {
    guard let present = registrations[descriptor]?.interest, present != interest else { return }
    registrations[descriptor]?.interest = interest
    if interest == 0 {
      epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nil)
    } else {
      control(present == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, interest)
    }
  }

  /// Forgets a descriptor, and closes it.
  func close(_ descriptor: Int32) {
    guard descriptor >= 0 else { return }
    registrations[descriptor] = nil
    Glibc.close(descriptor)
  }

  /// Waits once, at most so many milliseconds (-1: for ever).
  func wait(milliseconds: Int) {
    var events = [epoll_event](repeating: epoll_event(), count: 128)
    let count = epoll_wait(epoll, &events, Int32(events.count), Int32(clamping: milliseconds))
    guard count > 0 else { return }
    for event in events.prefix(Int(count)) {
      let token = event.data.u64
      // Who was closed meanwhile, and whose number another one has now, hears nothing.
      guard let registration = registrations[Int32(truncatingIfNeeded: token)],
        registration.generation == UInt32(token >> 32)
      else { continue }
      registration.handler(event.events)
    }
  }

  private func control(_ operation: Int32, _ descriptor: Int32, _ interest: UInt32) {
    guard let registration = registrations[descriptor] else { return }
    var event = epoll_event()
    event.events = interest
    event.data.u64 = UInt64(registration.generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    epoll_ctl(epoll, operation, descriptor, &event)
  }
}
