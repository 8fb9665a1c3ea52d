import AgentModel
import CLinux
import Glibc

/// Pid 1 of the sandbox. It sets the limits that must be set inside, starts the agent's command as
/// the terminal's foreground group, reaps what is orphaned, and says how the command ended. With it
/// the kernel ends every process of the sandbox.
///
/// `agentvm-supervisor inner REPORT CONTROL …`: two descriptors, and what `StageOptions` says.
final class InnerStage {
  /// Milliseconds between asking the agent to end and ending it.
  private static let patience = 250

  let report: Int32
  let control: Int32
  private let orders: StageOptions
  /// How often the command was continued by an order.
  private var resumes: Int32 = 0
  /// The further commands that run, by pid.
  var others: [pid_t: String] = [:]

  init?(_ arguments: [String]) {
    guard arguments.count > 2, let report = Int32(arguments[0]),
      let control = Int32(arguments[1]), let orders = StageOptions(words: Array(arguments[2...]))
    else { return nil }
    self.report = report
    self.control = control
    self.orders = orders
  }

  /// Runs the command to its end; never returns.
  func run() -> Never {
    _ = fcntl(report, F_SETFD, FD_CLOEXEC)
    _ = fcntl(control, F_SETFD, FD_CLOEXEC)
    // Without a sandbox the stage must live to end the others: the control pipe tells it.
    if getpid() == 1 { _ = clinux_set_parent_death_signal(SIGKILL) }
    _ = clinux_set_dumpable(0)
    _ = clinux_no_new_privileges()
    let signals: [Int32] = [SIGCHLD, SIGTERM, SIGHUP, SIGINT, SIGQUIT]
    _ = clinux_block_signals(signals, Int32(signals.count))
    let signalDescriptor = clinux_signal_descriptor(signals, Int32(signals.count))
    for signal in [SIGTTOU, SIGTTIN, SIGTSTP, SIGPIPE] { Glibc.signal(signal, SIG_IGN) }
    if getpid() != 1 { _ = clinux_set_child_subreaper(1) }
    setLimits()
    setLandlock()
    if orders.waits { awaitStart() }
    // What bwrap had to say went to the supervisor; from here on, errors are the agent's.
    dup2(orders.hasShell ? StageDescriptor.errors : 1, 2)
    if orders.hasShell { close(StageDescriptor.errors) }
    let agent = startAgent()
    say(.started)
    wait(for: agent, signalDescriptor)
  }

  /// Waits until the supervisor says that all is ready; when it says anything else, there is no agent.
  private func awaitStart() {
    switch takeOrder() {
    case .go: return
    case .signal(let signal): say(.ended(.killed(signal: signal)))
    default: break
    }
    finish()
  }

  private func setLimits() {
    guard let processes = orders.processes else { return }
    // 0 is not heeded where dumps go into a pipe, 1 is everywhere.
    _ = clinux_set_resource_limit(Int32(RLIMIT_CORE.rawValue), 1)
    // __RLIMIT_NPROC, which Glibc's overlay leaves out.
    _ = clinux_set_resource_limit(6, UInt64(processes))
    // Who may open fewer files than others of its user can't fill the kernel's count of files on their way
    // for them all.
    var files = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    if getrlimit(kind, &files) == 0, files.rlim_max > 8192 {
      files.rlim_max /= 2
      files.rlim_cur = min(files.rlim_cur, files.rlim_max)
      setrlimit(kind, &files)
    }
    if let memory = orders.memory {
      _ = clinux_set_resource_limit(Int32(RLIMIT_DATA.rawValue), UInt64(memory))
    }
  }

  private func setLandlock() {
    guard orders.landlock != .no else { return }
    if let version = Landlock.restrict(writable: orders.writable) {
      say(.landlock(Int32(version)))
    } else if orders.landlock == .required {
      say(.missing(.landlock))
      finish()
    }
  }

  private func startAgent() -> pid_t {
    let environment = Environment.current
    let command = orders.command
    guard let program = Environment.find(command[0], in: environment) else {
      fail(status: 127, "command not found", command[0])
    }
    let result = start(
      program, as: command[0], Array(command.dropFirst()), environment: environment,
      descriptors: [(0, 0), (1, 1), (2, 2)],
      flags: Int32(CLINUX_OWN_GROUP)
        | (isatty(0) == 1 && !orders.isBackground ? Int32(CLINUX_FOREGROUND) : 0))
    switch result {
    case .success(let pid):
      // Its input may come from elsewhere; the terminal is its own all the same.
      if isatty(0) != 1, !orders.isBackground { _ = ControllingTerminal.give(to: pid) }
      return pid
    case .failure(let failure):
      fail(
        status: failure.code == ENOENT ? 127 : 126,
        "cannot run: \(String(cString: strerror(failure.code)))", command[0])
    }
  }

  private func wait(for agent: pid_t, _ signalDescriptor: Int32) -> Never {
    var deadline: Int?
    while true {
      let timeout = deadline.map { max(0, $0 - milliseconds()) } ?? -1
      let ready = readable([signalDescriptor, control], milliseconds: timeout)
      if ready.contains(control) {
        guard let order = takeOrder() else {
          // The supervisor is gone, and with it goes everything.
          finish()
        }
        switch order {
        case .signal(let signal):
          forward(signal, to: agent)
          if signal == SIGTERM { deadline = deadline ?? milliseconds() + Self.patience }
        case .execute(let id, let descriptors): execute(id, descriptors)
        case .end(let id): for (pid, other) in others where other == id { kill(-pid, SIGKILL) }
        case .resume(let isInFront):
          resumes += 1
          if isInFront { _ = ControllingTerminal.give(to: agent) }
          kill(-agent, SIGCONT)
        case .go, .unknown: break
        }
      }
      while case let signal = clinux_read_signal(signalDescriptor), signal != 0 {
        if signal != SIGCHLD { forward(signal, to: agent) }
      }
      reap(agent)
      if let due = deadline, milliseconds() >= due {
        kill(-agent, SIGHUP)
        kill(-agent, SIGCONT)
        waitBriefly(for: agent, signalDescriptor)
        say(.ended(.killed(signal: SIGKILL)))
        finish()
      }
    }
  }

  private func waitBriefly(for agent: pid_t, _ signalDescriptor: Int32) {
    let due = milliseconds() + Self.patience
    while milliseconds() < due {
      _ = readable([signalDescriptor], milliseconds: due - milliseconds())
      while clinux_read_signal(signalDescriptor) != 0 {}
      reap(agent)
    }
  }

  private func forward(_ signal: Int32, to agent: pid_t) {
    kill(-agent, signal)
    if signal == SIGTERM || signal == SIGHUP { kill(-agent, SIGCONT) }
  }

  /// Reaps whoever has ended; does not return once the agent itself has.
  private func reap(_ agent: pid_t) {
    var status: Int32 = 0
    while case let pid = waitpid(-1, &status, WNOHANG | WUNTRACED), pid > 0 {
      guard pid == agent else {
        tellEnd(of: pid, status)
        continue
      }
      if clinux_stopped(status) != 0 {
        // The shell is to see it, and will continue it. Without one nobody would.
        guard !orders.hasShell || ControllingTerminal.descriptor < 0 else {
          say(.stopped(resumes: resumes))
          continue
        }
        _ = ControllingTerminal.give(to: agent)
        kill(-agent, SIGCONT)
      } else {
        say(.ended(Ending(waitStatus: status)))
        finish()
      }
    }
  }

  /// Ends; pid 1 takes all others with it, without a sandbox the stage must end them itself.
  private func finish() -> Never {
    if getpid() != 1 { endDescendants() }
    exit(0)
  }

  private func endDescendants() {
    let path = "/proc/self/task/\(getpid())/children"
    for _ in 0..<1000 {
      guard let bytes = try? readFile(path, limit: 1 << 20) else { return }
      let children = bytes.split(separator: UInt8(ascii: " ")).compactMap {
        pid_t(String(decoding: $0, as: UTF8.self))
      }
      if children.isEmpty { return }
      for child in children {
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
      }
    }
  }

  func say(_ report: StageReport) { writeAll(self.report, Array("\(report.line)\n".utf8)) }

  private func fail(status: Int32, _ problem: String, _ culprit: String) -> Never {
    writeAll(2, Array("agentvm: \(problem): '\(culprit)'\r\n".utf8))
    say(.failed(status: status))
    finish()
  }
}
