/// What the inner stage sets before it starts the agent's command, as its argv says it:
/// `program inner REPORT CONTROL KEY=VALUE… -- COMMAND…`.
package struct StageOptions: Sendable, Equatable {
  /// The most processes; nil where there is no sandbox, and no limit is set.
  package var processes: Int?
  /// The most bytes for data that each process may have; nil for any number.
  package var memory: Int?
  /// Whether the command is to start only once the supervisor says so.
  package var waits = false
  /// Whether there is a shell above it, which stops and continues jobs: it runs on its caller's terminal.
  package var hasShell = false
  /// Whether the terminal is somebody else's just now: the command does not get it.
  package var isBackground = false
  /// Whether Landlock's rules are set.
  package var landlock = Need.no
  /// The paths, as the agent sees them, that it may write; of Landlock's rules.
  package var writable: [String] = []
  /// The agent's command.
  package var command: [String] = []

  /// How much something is needed.
  package enum Need: String, Sendable {
    /// Not at all.
    case no
    /// Where the kernel has it.
    case wanted
    /// Without it there is no agent.
    case required
  }

  /// For a command, with nothing set.
  package init(_ command: [String]) { self.command = command }

  /// The stage's argv.
  package func words(_ program: String) -> [String] {
    var words = [program, "inner", String(StageDescriptor.report), String(StageDescriptor.control)]
    if let processes { words.append("processes=\(processes)") }
    if let memory { words.append("memory=\(memory)") }
    if waits { words.append("waits=1") }
    if hasShell { words.append("shell=1") }
    if isBackground { words.append("background=1") }
    if landlock != .no { words.append("landlock=\(landlock.rawValue)") }
    words += writable.map { "writable=\($0)" }
    return words + ["--"] + command
  }

  /// The same argv for a command that does not get the terminal.
  package static func inBackground(_ words: [String]) -> [String] {
    Array(words.prefix(4)) + ["background=1"] + words.dropFirst(4)
  }

  /// Reads what follows the two descriptors. Nil when it is not in order.
  package init?(words: [String]) {
    guard let end = words.firstIndex(of: "--"), end + 1 < words.count else { return nil }
    self.init(Array(words[(end + 1)...]))
    for word in words[..<end] {
      guard let equals = word.firstIndex(of: "=") else { return nil }
      let value = String(word[word.index(after: equals)...])
      switch word[..<equals] {
      case "processes":
        guard let count = Int(value), count > 0 else { return nil }
        processes = count
      case "memory":
        guard let bytes = Int(value), bytes > 0 else { return nil }
        memory = bytes
      case "waits": waits = value == "1"
      case "shell": hasShell = value == "1"
      case "background": isBackground = value == "1"
      case "landlock":
        guard let need = Need(rawValue: value) else { return nil }
        landlock = need
      case "writable": writable.append(value)
      default: return nil
      }
    }
  }
}
