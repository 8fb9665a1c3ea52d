import AgentModel
import CLinux
import Glibc
import Redaction
import Status

/// The pane's process: it builds one agent's sandbox, is its parent, brings it its prompt, ends its
/// whole process tree, and records how it ended. When it dies, its sandbox dies with it.
final class Supervisor {
  var record: LaunchRecord
  private var run: RunRecord
  private let log: RunLog
  private let signals: Int32
  /// The host's mount namespace, which a root caller's supervisor leaves.
  private var hostMounts: Int32 = -1
  private var lock: Int32 = -1
  private var isEnding = false
  private var turnIsDone = false
  private var deadline: Int?
  private var group: ControlGroup?
  /// Readable once the caller, on whose terminal the agent is, has ended; -1 where there is none.
  private var caller: Int32 = -1
  private let commands = InsideCommands()
  private let times: LogTimes
  private var keeper: StatusKeeper?
  private var announcer: StatusAnnouncer?
  var gate: NetworkGate?
  /// The guard of the agent's mounts, and the pipe that ends with this process.
  var mountGuard: (pid: pid_t, life: Int32) = (0, -1)
  var settingsLocks: [SettingsLock] = []
  let recorder: NetworkRecorder
  private let redactor: Redactor
  /// Whether the agent has not been let go yet, for its network is not ready.
  var isWaitingForNetwork = true

  /// Of the agent of a record, with a descriptor of the signals that are blocked for it.
  init(_ record: LaunchRecord, signals: Int32) {
    self.record = record
    self.signals = signals
    run = RunRecord(pid: getpid(), startedAt: Supervisor.now)
    run.pane = Environment.value("TMUX_PANE")
    run.prompt = record.prompt == nil ? nil : .pending
    log = RunLog(
      path: record.logFile, limit: record.logLimit, isWritten: !record.isForeground)
    times = LogTimes(path: record.timesFile)
    redactor = Redactor(
      values: SecretVariable.values(in: record.environment, known: record.secretNames))
    recorder = NetworkRecorder(record, redactor)
    if record.timeLimit > 0 { deadline = milliseconds() + record.timeLimit * 1000 }
  }

  private static let timeoutStatus: Int32 = 124

  private static var now: Timestamp { Timestamp(seconds: time(nil)) }

  /// Runs the agent to its end; the status to exit with.
  func supervise() -> Int32 {
    if record.isForeground { caller = clinux_pidfd_open(getppid()) }
    lock = open(record.lockFile, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0, clinux_lock_process(lock, 1, 1, 0) == 0 else {
      SupervisorProgram.complain("already supervised: '\(record.name)'")
      return 1
    }
    _ = clinux_set_dumpable(0)
    let ending: Ending
    do {
      let rules = try CompiledRules(record.rules)
      let ready = try ScreenRule(record.ready)
      if let uid = record.uid {
        hostMounts = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC)
        try StagedMounts.make(record.staged, below: record.stagingDirectory, for: uid)
      }
      // Before the sandbox: what it opens would otherwise be open to the gate.
      gate = record.hasSandbox && record.network == .allow ? try NetworkGate(record) : nil
      group = try makeGroup()
      lockSettings()
      // In a pane of its own; who else's terminal it is, stays who it is.
      for stream: Int32 in 0...2 {
        AgentUser.lend(stream, to: record.uid, isTerminal: !record.isForeground)
      }
      let sandbox = try SandboxProcess(record, groups: group?.joining ?? [])
      // The agent has its own limit by now.
      clinux_raise_open_files()
      // Its folder is bound as a whole, so the socket may come while bwrap still works.
      let door = Door(in: record.doorDirectory, for: record.uid, isPipe: record.doorIsPipe)
      // By its number: its session may get another name.
      let pane = Pane(tmux: record.tmux, target: run.pane ?? "")
      let keeper = StatusKeeper(rules, pane: pane, redactor: redactor)
      self.keeper = keeper
      announcer = StatusAnnouncer(record, hostMounts: hostMounts)
      let courier = PromptCourier(
        record, pane: pane, rule: ready, rules: rules, look: keeper.look,
        worksSince: keeper.worksSince, saysReady: keeper.saysReady)
      ending = loop(
        sandbox, door: door, control: ControlSocket(at: record.controlSocket), courier: courier,
        keeper: keeper)
    } catch {
      run.sandboxFailed = record.hasSandbox
      run.startProblem =
        (error as? SystemCallFailure)?.message ?? (error as? StatusError)?.problem ?? "\(error)"
      ending = .exited(status: 126)
    }
    if let gate { take(gate.finish()) }
    group?.remove()
    unlockSettings()
    if !record.isForeground { log.drain(through: 1) }
    times.note(log.size + log.cut)
    unlink(record.controlSocket)
    run.ending = ending
    run.endedAt = Supervisor.now
    if run.prompt == .pending {
      run.prompt = .failed
      run.promptProblem = "the agent ended before it took the prompt"
    }
    let last = run.status
    run.status = nil
    save()
    announcer?.announce(
      last ?? AgentStatus(.starting), AgentStatus(.dead, sentence: ending.sentence),
      of: record.name, ending: ending)
    callExitHook()
    return 0
  }

  /// The agent's control group; nil where it has none, or can do without one.
  private func makeGroup() throws -> ControlGroup? {
    guard let wanted = record.group else { return nil }
    do {
      let group = try ControlGroup(wanted)
      run.group = group.text
      return group
    } catch {
      guard wanted.isRequired else { return nil }
      run.missingLayer = .cgroup
      throw SystemCallFailure("make a cgroup")
    }
  }

  /// Starts the user's `on-exit` hook in a session of its own, and leaves it to itself.
  private func callExitHook() {
    guard let hook = record.exitHook.first else { return }
    if hostMounts >= 0 { _ = clinux_join_namespace(hostMounts) }
    var environment = Environment.current
    environment.append("AGENT_HOME=\(record.exitHook.last ?? "")")
    if let status = run.ending?.exitStatus { environment.append("AGENT_EXIT_STATUS=\(status)") }
    _ = start(
      hook, Array(record.exitHook.dropFirst()), environment: environment, directory: "/",
      descriptors: [(0, -1), (1, -1), (2, -1)], flags: Int32(CLINUX_NEW_SESSION))
  }

  private func loop(
    _ sandbox: SandboxProcess, door: Door?, control: ControlSocket?, courier: PromptCourier,
    keeper: StatusKeeper
  ) -> Ending {
    let descriptors =
      [signals, sandbox.report, sandbox.errors, log.changes] + (door.map { [$0.descriptor] } ?? [])
    var lastSize = 0
    while true {
      var ready = readable(
        descriptors + (control?.descriptors ?? []) + networkDescriptors(sandbox)
          + (caller < 0 ? [] : [caller]),
        milliseconds: timeout(sandbox, courier, keeper))
      if log.isBlind, log.size != lastSize {
        lastSize = log.size
        ready.insert(log.changes)
      }
      if ready.contains(sandbox.errors) { sandbox.readErrors() }
      if ready.contains(sandbox.report) {
        let hadStarted = sandbox.progress != .starting
        sandbox.readReport()
        run.commandFailed = sandbox.commandFailed
        run.landlock = sandbox.landlock
        run.missingLayer = sandbox.missing ?? run.missingLayer
        if !hadStarted, sandbox.progress != .starting {
          save()
          guardMounts(of: sandbox)
        }
        // While the kernel takes the sandbox apart.
        if sandbox.hasEnded { gate?.dismiss() }
        if let control { commands.answer(control, sandbox) }
        if sandbox.takeStop(), record.isForeground { stopJob(sandbox) }
      }
      if ready.contains(log.changes) {
        log.noteChanges()
        times.note(log.size + log.cut)
        log.readNew(keeper.take)
        trimLog()
        courier.noteOutput()
      }
      if let door, ready.contains(door.descriptor) {
        for report in door.reports() { keeper.take(report) }
      }
      if let control {
        for request in control.requests(ready) { take(request, control, sandbox, keeper, courier) }
      }
      if let deadline, milliseconds() >= deadline { endForTime(sandbox) }
      if ready.contains(signals) { takeSignals(sandbox) }
      if caller >= 0, ready.contains(caller) {
        close(caller)
        caller = -1
        sandbox.forward(SIGTERM)
      }
      if let gate { tend(gate, sandbox, ready) }
      if let ending = sandbox.reaped() { return conclude(sandbox, ending) }
      guard sandbox.progress == .started else { continue }
      if let (outcome, caller) = courier.advance() {
        if outcome == .delivered { show(keeper.notePrompt()) }
        if let caller {
          control?.answer(caller, Supervisor.answer(outcome))
        } else {
          note(outcome, sandbox)
        }
      }
      show(keeper.advance())
    }
  }

  /// Stops the caller and what else is in its job, so that the shell sees it; the shell continues all by a
  /// signal, which this process must not miss. Without a shell nobody would.
  private func stopJob(_ sandbox: SandboxProcess) {
    if caller >= 0, ControllingTerminal.hasShell {
      kill(0, SIGTSTP)
    } else if sandbox.hasHadTerminal {
      sandbox.resume()
    }
    // One that never had the terminal stays as it is, until it is continued or ended: it would only stop again.
  }

  /// Records a change of status, and tells of it.
  private func show(_ change: (old: AgentStatus, new: AgentStatus)?) {
    guard let change else { return }
    run.status = change.new
    save()
    announcer?.announce(change.old, change.new, of: record.name)
  }

  /// Cuts a log that is too long, when nobody is reading it just now: whoever reads it must see the cut
  /// and its record together.
  private func trimLog() {
    guard log.isTooLong, clinux_lock_process(lock, 2, 1, 0) == 0 else { return }
    log.trim()
    run.logCut = log.cut
    save()
    _ = clinux_unlock_process(lock, 2, 1)
  }

  /// Milliseconds until there is something to do without an event; -1 for never.
  private func timeout(
    _ sandbox: SandboxProcess, _ courier: PromptCourier, _ keeper: StatusKeeper
  ) -> Int {
    var due = -1
    if sandbox.progress == .started {
      due = [courier.timeout, keeper.timeout].filter { $0 >= 0 }.min() ?? -1
    }
    if let deadline {
      let left = max(0, deadline - milliseconds())
      due = due < 0 ? left : min(due, left)
    }
    // Without inotify somebody must look now and then.
    return log.isBlind && !(0..<200).contains(due) ? 200 : due
  }

  /// Ends the agent because its time is over.
  private func endForTime(_ sandbox: SandboxProcess) {
    run.timedOut = true
    deadline = nil
    sandbox.forward(SIGTERM)
  }

  private func take(
    _ request: ControlSocket.Request, _ control: ControlSocket, _ sandbox: SandboxProcess,
    _ keeper: StatusKeeper, _ courier: PromptCourier
  ) {
    switch request {
    case .execute(let caller, let descriptors):
      commands.start(for: caller, descriptors, of: record.uid, control, sandbox)
    case .explain(let caller): control.answer(caller, .explanation(keeper.explanation()))
    case .sent(let caller):
      show(keeper.notePrompt())
      control.answer(caller, .ok)
    case .deliver(let caller, let text, let seconds):
      courier.take(text, for: caller, patience: seconds * 1000)
    case .allow(let caller, let rule):
      let isOpen = gate?.isAlive == true
      if isOpen { gate?.allow(rule) }
      control.answer(caller, isOpen ? .ok : .noGate)
    case .abandoned(let caller):
      courier.forget(caller)
      commands.end(of: caller, sandbox)
    case .rename(let caller, let names):
      let old = record.runFile
      record.name = names.name
      record.runFile = names.runFile
      record.exitHook = names.exitHook
      record.controlSocket = names.controlSocket
      record.networkFile = names.networkFile
      save()
      if old != record.runFile { unlink(old) }
      control.answer(caller, .ok)
    }
  }

  /// The verdict for who waits for it.
  private static func answer(_ outcome: PromptCourier.Outcome) -> ControlAnswer {
    if case .failed(let reason) = outcome { return .undelivered(reason: reason) }
    return .delivered
  }

  private func takeSignals(_ sandbox: SandboxProcess) {
    while case let signal = clinux_read_signal(signals), signal != 0 {
      switch signal {
      case SIGCHLD:
        announcer?.reap(record.name)
        gate?.reap()
        reapMountGuard()
        if gate?.isAlive == false, !sandbox.hasEnded, !run.gateHasEnded {
          run.gateHasEnded = true
          save()
        }
      case SIGCONT: if record.isForeground { sandbox.resume() }
      case SIGTERM, SIGHUP:
        // A stage that does not listen yet finds the request when it does: a bwrap that is killed
        // while it starts may leave a child behind. The second request is not a polite one.
        if isEnding, sandbox.progress != .starting {
          sandbox.end()
        } else {
          sandbox.forward(SIGTERM)
        }
        isEnding = true
      default: sandbox.forward(signal)
      }
    }
  }

  private func note(_ outcome: PromptCourier.Outcome, _ sandbox: SandboxProcess) {
    switch outcome {
    case .delivered: run.prompt = .delivered
    case .failed(let reason):
      run.prompt = .failed
      run.promptProblem = reason
      // A headless run has nobody who could go on by hand.
      if record.endsWithTurn { sandbox.forward(SIGTERM) }
    case .turnDone:
      turnIsDone = true
      sandbox.forward(SIGTERM)
    }
    save()
  }

  private func conclude(_ sandbox: SandboxProcess, _ ending: Ending) -> Ending {
    if sandbox.progress == .starting {
      run.sandboxFailed = record.hasSandbox && !isEnding && gate?.progress != .failed
      let complaints = String(decoding: sandbox.complaints, as: UTF8.self)
      run.startProblem =
        complaints.split(separator: "\n").last.map(String.init) ?? "it ended at once"
      // In the foreground the caller says it.
      for line in complaints.split(separator: "\n") where !record.isForeground {
        SupervisorProgram.complain(String(line))
      }
    }
    if run.timedOut { return .exited(status: Supervisor.timeoutStatus) }
    return turnIsDone ? .exited(status: 0) : ending
  }

  private func save() {
    do {
      try replaceFile(record.runFile, with: Array(run.file.text.utf8))
    } catch {
      SupervisorProgram.complain((error as? SystemCallFailure)?.message ?? "\(error)")
    }
  }
}
