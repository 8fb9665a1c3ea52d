import Glibc
import Host
import LinuxHost

/// A fresh HOME with a home of agentvm in it, and the built `agentvm` run on it. Nothing of the
/// user's is touched; at the end every agent is ended and everything removed.
package final class TestHome: Sendable {
  /// The fresh HOME.
  package let path: String
  /// Where `AGENTVM_HOME` points.
  package let root: String
  private let files = LinuxFiles()

  /// Runs `body` on a fresh home; `name` is the last part of its path.
  package static func with<Result>(
    _ name: String = ".agentvm", _ body: (TestHome) throws -> Result
  ) throws -> Result {
    let home = try TestHome(name)
    defer { home.remove() }
    return try body(home)
  }

  private init(_ name: String) throws {
    path = "/tmp/agentvm-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    root = "\(path)/\(name)"
    try files.makeDirectory(path, permissions: 0o700)
  }

  private func remove() {
    _ = try? run("purge", "--force")
    try? files.remove(path)
  }

  /// The folder of the built programs, beside the tests themselves.
  package static var programs: String {
    let executable = LinuxFiles().resolved("/proc/self/exe") ?? ""
    return executable.split(separator: "/").dropLast().map { "/\($0)" }.joined()
  }

  /// The environment of the commands.
  package var environment: [String: String] {
    [
      "HOME": path, "AGENTVM_HOME": root, "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
      "LANG": "C.UTF-8", "TERM": "xterm-256color",
    ]
  }

  /// Runs agentvm with these arguments.
  @discardableResult
  package func run(_ arguments: String...) throws -> Completion { try run(arguments) }

  /// Runs agentvm with these arguments, input, and changes to the environment.
  @discardableResult
  package func run(
    _ arguments: [String], input: String = "", _ changes: [String: String] = [:],
    directory: String? = nil
  ) throws -> Completion {
    let variables = environment.merging(changes) { $1 }
    return try LinuxProcesses(environment: [:]).run(
      Invocation(
        "\(Self.programs)/agentvm", arguments,
        environment: variables.map { "\($0.key)=\($0.value)" },
        directory: directory, input: Array(input.utf8)))
  }

  /// Runs a program of the host in this HOME.
  @discardableResult
  package func tool(_ program: String, _ arguments: String...) throws -> Completion {
    try LinuxProcesses(environment: [:]).run(
      Invocation(
        program, arguments, environment: environment.map { "\($0.key)=\($0.value)" },
        directory: path))
  }

  /// This home's tmux.
  @discardableResult
  package func tmux(_ arguments: String...) throws -> Completion {
    try LinuxProcesses(environment: [:]).run(
      Invocation("/usr/bin/tmux", ["-S", "\(root)/run/tmux"] + arguments))
  }

  /// Presses keys in an agent's pane.
  package func press(_ agent: String, _ keys: String...) throws {
    _ = try LinuxProcesses(environment: [:]).run(
      Invocation(
        "/usr/bin/tmux",
        ["-S", "\(root)/run/tmux", "send-keys", "-t", "=agentvm-\(agent):"] + keys))
  }

  /// Writes a file below HOME.
  package func write(_ relative: String, _ text: String, permissions: UInt16 = 0o600) throws {
    let whole = "\(path)/\(relative)"
    let folder = whole.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    try files.makeDirectory(folder, permissions: 0o700)
    try files.write(whole, Array(text.utf8), permissions: permissions)
  }

  /// The text of a file below HOME; nil when there is none.
  package func read(_ relative: String) -> String? {
    (try? files.readFollowingLinks("\(path)/\(relative)", limit: 1 << 26)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Whether something is at a path below HOME.
  package func exists(_ relative: String) -> Bool { files.facts("\(path)/\(relative)") != nil }

  /// The agent's log as text.
  package func log(_ agent: String) -> String { read("\(name)/state/\(agent).log") ?? "" }

  /// The last part of the root.
  package var name: String { String(root.dropFirst(path.count + 1)) }

  /// Waits until a condition holds, at most 20 s. False when it never did.
  package func wait(_ condition: () throws -> Bool) -> Bool {
    Until.true(condition)
  }

  /// How many processes of the machine have `marker` in their command line.
  package func processes(with marker: String) -> Int {
    let pids = ((try? files.list("/proc")) ?? []).filter {
      Int($0) != nil && Int($0) != Int(getpid())
    }
    return pids.filter { pid in
      guard let bytes = try? files.read("/proc/\(pid)/cmdline", limit: 1 << 16) else {
        return false
      }
      return String(decoding: bytes, as: UTF8.self).contains(marker)
    }.count
  }
}

/// Waiting for conditions.
package enum Until {
  /// Waits until a condition holds, at most `seconds`. False when it never did; one that throws
  /// does not hold.
  package static func `true`(
    seconds: Double = 20, _ condition: () throws -> Bool
  ) -> Bool {
    let clock = LinuxClock()
    let deadline = clock.deadline(in: seconds)
    repeat {
      if (try? condition()) == true { return true }
      poll(nil, 0, 20)
    } while !clock.isPast(deadline)
    return false
  }
}
