/// Everything that agentvm may touch, as one value.
package struct Host: Sendable {
  /// The file system.
  package var files: any HostFiles
  /// Programs and processes.
  package var processes: any Processes
  /// The supervisors of agents.
  package var supervision: any Supervision
  /// The terminals of other programs.
  package var terminals: any Terminals
  /// The time.
  package var clock: any HostClock
  /// The standard streams.
  package var console: any Console
  /// Watches of files.
  package var watching: any FileWatching
  /// The full-screen terminal.
  package var terminal: any TerminalOpening
  /// The caller's environment.
  package var environment: [String: String]
  /// The caller's effective uid.
  package var uid: UInt32
  /// The caller's folder, an absolute path.
  package var workingDirectory: String
  /// The running executable, links resolved.
  package var executable: String
  /// Bytes of memory that are free to use now; asked for only where it matters.
  package var availableMemory: @Sendable () -> Int

  /// Makes one from its parts.
  package init(
    files: any HostFiles, processes: any Processes, supervision: any Supervision,
    terminals: any Terminals,
    clock: any HostClock, console: any Console,
    watching: any FileWatching, terminal: any TerminalOpening, environment: [String: String],
    uid: UInt32, workingDirectory: String, executable: String,
    availableMemory: @escaping @Sendable () -> Int
  ) {
    self.files = files
    self.processes = processes
    self.supervision = supervision
    self.terminals = terminals
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
