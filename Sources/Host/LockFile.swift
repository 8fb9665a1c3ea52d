/// `state/<name>.lock`. Its first byte is locked by a command that works on the agent, its second
/// by the agent's supervisor for as long as it lives. Locks end with their process: nothing stale
/// is ever left.
package struct LockFile: Hashable, Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// Who holds an agent's lock.
  package enum Holder: Sendable, Equatable {
    case nobody
    /// A command.
    case command
    /// The supervisor, by its pid.
    case supervisor(pid: Int32)
  }
}

/// A lock that this process holds, until `release` or the last reference goes.
package protocol HeldLock: AnyObject, Sendable {
  func release()
}
