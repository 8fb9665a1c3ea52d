import Glibc
import Host

/// The live host.
package enum LiveHost {
  /// Builds it, with the terminal that `terminal` opens.
  package static func make(terminal: any TerminalOpening) -> Host {
    var environment: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let variable = String(cString: text)
      if let equals = variable.firstIndex(of: "=") {
        environment[String(variable[..<equals])] = String(
          variable[variable.index(after: equals)...])
      }
      entry += 1
    }
    let files = LinuxFiles()
    return Host(
      files: files, processes: LinuxProcesses(environment: environment),
      supervision: SupervisorSockets(), terminals: LinuxTerminals(), clock: LinuxClock(),
      console: LinuxConsole(), watching: InotifyWatching(), terminal: terminal,
      environment: environment, uid: geteuid(), workingDirectory: workingDirectory,
      executable: files.resolved("/proc/self/exe") ?? "agentvm",
      availableMemory: { availableMemory(files) })
  }

  private static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// `MemAvailable` of /proc/meminfo, in bytes.
  private static func availableMemory(_ files: LinuxFiles) -> Int {
    guard let bytes = try? files.read("/proc/meminfo", limit: 65536) else { return 0 }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first == "MemAvailable:", words.count > 1 { return (Int(words[1]) ?? 0) * 1024 }
    }
    return 0
  }
}
