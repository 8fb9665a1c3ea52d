/// Reports that files change, without looking at them in between.
package protocol FileWatch: AnyObject, Sendable {
  /// Waits until something watched has changed, or a supervisor has gone, or `deadline`.
  func wait(until deadline: Deadline?) -> FileWatchEvent
  /// Readable when something watched has changed.
  var descriptor: Int32 { get }
  /// Forgets the changes so far.
  func consume()
  /// The names of the files in watched folders that have changed since the last time, without
  /// waiting; nil when there were too many to tell, or what is watched is no longer there.
  func changedNames() -> Set<String>?
}

/// What a watch saw.
package enum FileWatchEvent: Sendable, Equatable {
  case changed
  case ended
  case timeout
  /// A signal asks this process to end.
  case interrupted
}

/// Makes watches.
package protocol FileWatching: Sendable {
  /// Watches files and folders that exist, and the ends of the supervisors that hold these locks;
  /// each end is told once. Meanwhile the signals that ask this process to end are read by the
  /// watch, and not obeyed. Throws `HostError.file`.
  func watch(_ paths: [String], lives: [LockFile]) throws(HostError) -> any FileWatch
}
