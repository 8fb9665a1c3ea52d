/// `state/<name>.lock`. Its first byte is locked by a command that works on the agent, its second
/// by the agent's supervisor for as long as it lives, its third by whoever reads the log at an offset
/// or cuts it. Locks end with their process: nothing stale
/// is ever left.
package struct LockFile: Hashable, Sendable {
  /// Where it lies.
  package let path: String

  /// Makes one from its parts.
  package init(path: String) { self.path = path }

  /// The bytes of the file that are locked, each for itself.
  package enum Part: Int, Sendable {
    case command = 0
    case life = 1
    case log = 2
  }

  /// Who holds an agent's lock.
  package enum Holder: Sendable, Equatable {
    case nobody
    /// A command.
    case command
    /// The supervisor, by its pid; 0 when that can't be seen from here.
    case supervisor(pid: Int32)

    /// Whether the agent lives.
    package var isAlive: Bool {
      if case .supervisor = self { true } else { false }
    }
  }
}

/// A lock that this process holds, until `release` or the last reference goes.
package protocol HeldLock: AnyObject, Sendable {
  /// Lets go of it; a second time it does nothing.
  func release()
}
