/// Programs and processes of the host.
package protocol Processes: Sendable {
  /// Runs a program to its end, its standard streams captured. Throws `HostError.cannotRun`.
  func run(_ invocation: Invocation) throws(HostError) -> Completion

  /// Runs a program on this terminal, to its end; returns its exit status.
  /// Throws `HostError.cannotRun`.
  func runInteractively(_ invocation: Invocation) throws(HostError) -> Int32

  /// Starts a program that runs beside this one. Throws `HostError.cannotRun`.
  func start(_ invocation: Invocation) throws(HostError) -> any RunningProgram

  /// The path of a program by name, looked up in `directories`; nil when there is none.
  func find(_ program: String, in directories: [String]) -> String?

  /// All processes of the machine now.
  func table() -> ProcessTable

  /// Sends a signal to the process that holds the lock, if it still holds it.
  /// False when it was gone.
  func signal(holderOf lock: LockFile, _ signal: Int32) -> Bool

  /// Waits until no process holds the lock's life byte, at most until `deadline` (nil: for ever).
  /// False when time ran out.
  func waitForRelease(of lock: LockFile, until deadline: Deadline?) -> Bool

  /// Waits until the first of these locks is held by no process; returns its place, nil when time
  /// ran out.
  func waitForFirstRelease(of locks: [LockFile], until deadline: Deadline?) -> Int?
}
