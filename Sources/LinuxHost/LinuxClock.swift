import AgentModel
import Glibc
import Host

/// The live clocks.
package struct LinuxClock: HostClock {
  /// The one of this process.
  package init() {}

  package var now: Timestamp { Timestamp(seconds: time(nil)) }

  package var monotonic: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Milliseconds until a deadline, for poll(2).
  func milliseconds(until deadline: Deadline) -> Int32 {
    Int32(clamping: max(0, (deadline.nanoseconds - monotonic + 999_999) / 1_000_000))
  }
}
