/// Everything that agentvm may touch, as one value.
package struct Host: Sendable {
  package var files: any HostFiles
  package var processes: any Processes
  package var clock: any HostClock
  package var console: any Console
  package var watching: any FileWatching
  package var terminal: any TerminalOpening
  /// The caller's environment.
  package var environment: [String: String]
  /// The caller's effective uid.
  package var uid: UInt32
  package var workingDirectory: String
  /// The running executable, links resolved.
  package var executable: String
  /// Bytes of memory that are free to use.
  package var availableMemory: Int

  package init(
    files: any HostFiles, processes: any Processes, clock: any HostClock, console: any Console,
    watching: any FileWatching, terminal: any TerminalOpening, environment: [String: String],
    uid: UInt32, workingDirectory: String, executable: String, availableMemory: Int
  ) {
    self.files = files
    self.processes = processes
    self.clock = clock
    self.console = console
    self.watching = watching
    self.terminal = terminal
    self.environment = environment
    self.uid = uid
    self.workingDirectory = workingDirectory
    self.executable = executable
    self.availableMemory = availableMemory
  }
}
