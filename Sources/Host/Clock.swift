import AgentModel

/// A moment to give up at, on the monotonic clock.
package struct Deadline: Sendable, Equatable {
  /// Nanoseconds of the monotonic clock.
  package let nanoseconds: Int64

  /// Makes one from its parts.
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
}

/// The time.
package protocol HostClock: Sendable {
  /// The wall clock.
  var now: Timestamp { get }
  /// The monotonic clock, in nanoseconds.
  var monotonic: Int64 { get }
}

extension HostClock {
  /// The deadline that many seconds from now.
  package func deadline(in seconds: Double) -> Deadline {
    // A century is for ever, and what is no number is now.
    let span = seconds.isNaN ? 0 : min(max(seconds, 0), 3e9)
    return Deadline(nanoseconds: monotonic + Int64(span * 1e9))
  }

  /// Whether the deadline has passed.
  package func isPast(_ deadline: Deadline) -> Bool { monotonic >= deadline.nanoseconds }
}
