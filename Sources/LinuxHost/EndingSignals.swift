import CLinux
import Glibc
import Synchronization

/// The signals that ask this process to end. As long as anything watches they are read, not obeyed.
enum EndingSignals {
  private static let numbers: [Int32] = [SIGINT, SIGTERM, SIGHUP]
  private static let holders = Mutex(0)

  /// A descriptor that is readable when one has come.
  static func hold() -> Int32 {
    holders.withLock { count in
      if count == 0 { _ = clinux_block_signals(numbers, Int32(numbers.count)) }
      count += 1
    }
    return clinux_signal_descriptor(numbers, Int32(numbers.count))
  }

  static func release() {
    holders.withLock { count in
      count -= 1
      if count == 0 { _ = clinux_unblock_signals(numbers, Int32(numbers.count)) }
    }
  }
}
