import AgentModel
import CLinux
import Glibc

/// The program `agentvm-supervisor`: what it does is its first word.
package enum SupervisorProgram {
  /// `run LAUNCH-FILE`, `once LAUNCH-FILE` and `linger PID` in a pane; `enclose …` before a sandbox; `gate …`
  /// and `open …` for an agent's network; `guard` for its mounts; `inner …`, `report …` and `probe …` inside the sandbox. Never returns.
  package static func main(_ arguments: [String]) -> Never {
    // Every mode is given where a file is made; the agent inherits the usual mask.
    umask(0o022)
    let rest = Array(arguments.dropFirst())
    switch (arguments.first, rest.count) {
    case ("run", 1): supervise(rest[0])
    case ("once", 1): become(rest[0])
    case ("linger", 1): linger(Int32(rest[0]) ?? 0)
    case ("enclose", _): Enclosure.main(rest)
    case ("gate", _): Gate.main(rest)
    case ("open", _): SocketOpener.main(rest)
    case ("guard", 0): MountGuard.main()
    case ("report", _): HookClient.run(rest)
    case ("probe", _): Probe.main(rest)
    case ("inner", _): InnerStage(rest)?.run()
    default: break
    }
    complain("agentvm-supervisor is started by agentvm")
    exit(1)
  }

  /// One line on standard error, which may be a pane without a driver that returns the carriage.
  static func complain(_ text: String) { writeAll(2, Array("agentvm: \(text)\r\n".utf8)) }

  /// `run LAUNCH-FILE`: the agent's supervisor.
  private static func supervise(_ path: String) -> Never {
    let signals: [Int32] = [
      SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGCHLD, SIGCONT,
    ]
    _ = clinux_block_signals(signals, Int32(signals.count))
    // What is blocked is read all the same; and bwrap, which must ignore them, is started without a moment
    // in which one that has come could be dropped.
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTTOU, SIGTTIN, SIGTSTP, SIGPIPE] {
      Glibc.signal(signal, SIG_IGN)
    }
    let record = launchRecord(path, orExit: 1)
    let supervisor = Supervisor(
      record, signals: clinux_signal_descriptor(signals, Int32(signals.count)))
    exit(supervisor.supervise())
  }

  /// `once LAUNCH-FILE`: one command in a sandbox.
  private static func become(_ path: String) -> Never {
    do {
      try SingleCommand.run(launchRecord(path, orExit: 126))
    } catch {
      complain((error as? SystemCallFailure)?.message ?? "\(error)")
    }
    exit(126)
  }

  /// `linger PID`: keeps its pane until that process has ended, and a moment longer.
  private static func linger(_ pid: Int32) -> Never {
    let process = clinux_pidfd_open(pid)
    if process >= 0 { _ = readable([process], milliseconds: -1) }
    _ = readable([], milliseconds: 500)
    exit(0)
  }

  /// Takes a record away from its file: it holds secrets.
  private static func launchRecord(_ path: String, orExit status: Int32) -> LaunchRecord {
    do {
      let bytes = try readFile(path, limit: 16 << 20)
      unlink(path)
      return try LaunchRecord(decoding: bytes)
    } catch {
      complain(
        (error as? SystemCallFailure)?.message ?? "the launch record is not readable: '\(path)'")
      exit(status)
    }
  }
}
