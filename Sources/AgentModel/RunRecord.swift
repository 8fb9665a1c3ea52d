/// What a supervisor records of its run: `state/<name>.run`, of which it is the only author.
package struct RunRecord: Sendable, Equatable {
  /// The supervisor: the pane's process.
  package var pid: Int32
  /// tmux's own name of the pane, `%N`, which stays when its session gets another one.
  package var pane: String?
  /// When the agent was started.
  package var startedAt: Timestamp
  /// How far its prompt has come; nil when there is none.
  package var prompt: PromptState?
  /// Why the prompt was not delivered.
  package var promptProblem: String?
  /// How it ended; nil while it lives, or when it was lost.
  package var ending: Ending?
  /// When it ended.
  package var endedAt: Timestamp?
  /// Why the sandbox or the command could not be started.
  package var startProblem: String?
  /// Whether the agent's command was not found or could not be run.
  package var commandFailed = false
  /// How many bytes were cut off the front of the log, in all.
  package var logCut = 0
  /// Whether it was bwrap that could not be started or failed.
  package var sandboxFailed = false

  /// The version of the kernel's Landlock that holds it; nil when none does.
  package var landlock: Int?
  /// What its control group limits, in words; nil when it has none.
  package var group: String?
  /// Whether its gate has ended before it, so that nothing gets out any more.
  package var gateHasEnded = false
  /// The layer that this host does not have, and without which the agent did not start.
  package var missingLayer: SandboxLayer?
  /// Whether it was ended because its time was over.
  package var timedOut = false
  /// What it was doing last.
  package var status: AgentStatus?

  /// Makes one from its parts.
  package init(pid: Int32, startedAt: Timestamp) {
    self.pid = pid
    self.startedAt = startedAt
  }

  /// Reads a record; nil when it is not one.
  package init?(_ file: Assignments) {
    guard let pid = file["RUN_PID"].flatMap({ Int32($0) }),
      let started = file["RUN_STARTED_AT"].flatMap({ Timestamp($0) })
    else { return nil }
    self.init(pid: pid, startedAt: started)
    pane = file["RUN_PANE"].flatMap { $0.hasPrefix("%") && Int($0.dropFirst()) != nil ? $0 : nil }
    prompt = file["RUN_PROMPT"].flatMap(PromptState.init(rawValue:))
    promptProblem = file["RUN_PROMPT_PROBLEM"]
    startProblem = file["RUN_START_PROBLEM"]
    logCut = file["RUN_LOG_CUT"].flatMap { Int($0) } ?? 0
    commandFailed = file["RUN_COMMAND_FAILED"] == "true"
    sandboxFailed = file["RUN_SANDBOX_FAILED"] == "true"
    timedOut = file["RUN_TIMED_OUT"] == "true"
    landlock = file["RUN_LANDLOCK"].flatMap { Int($0) }
    gateHasEnded = file["RUN_GATE_ENDED"] == "true"
    group = file["RUN_CGROUP"]
    missingLayer = file["RUN_MISSING_LAYER"].flatMap(SandboxLayer.init(rawValue:))
    status = RunRecord.status(file)
    endedAt = file["RUN_ENDED_AT"].flatMap { Timestamp($0) }
    if let status = file["RUN_EXIT_STATUS"].flatMap({ Int32($0) }) {
      ending = .exited(status: status)
    } else if let signal = file["RUN_EXIT_SIGNAL"].flatMap({ Int32($0) }) {
      ending = .killed(signal: signal)
    }
  }

  /// The record as a file.
  package var file: Assignments {
    var file = Assignments()
    file["RUN_PID"] = String(pid)
    file["RUN_PANE"] = pane
    file["RUN_STARTED_AT"] = startedAt.description
    file["RUN_PROMPT"] = prompt?.rawValue
    file["RUN_PROMPT_PROBLEM"] = promptProblem
    file["RUN_START_PROBLEM"] = startProblem
    file["RUN_LOG_CUT"] = logCut == 0 ? nil : String(logCut)
    file["RUN_COMMAND_FAILED"] = commandFailed ? "true" : nil
    file["RUN_SANDBOX_FAILED"] = sandboxFailed ? "true" : nil
    file["RUN_TIMED_OUT"] = timedOut ? "true" : nil
    file["RUN_LANDLOCK"] = landlock.map(String.init)
    file["RUN_CGROUP"] = group
    file["RUN_GATE_ENDED"] = gateHasEnded ? "true" : nil
    file["RUN_MISSING_LAYER"] = missingLayer?.rawValue
    file["RUN_STATUS"] = status?.text
    file["RUN_STATUS_SINCE"] = status?.since?.description
    file["RUN_STATUS_SOURCE"] = status?.source.rawValue
    file["RUN_STATUS_RULE"] = status?.rule
    file["RUN_STATUS_SCREEN"] = status?.screenRule
    file["RUN_STATUS_SENTENCE"] = status?.sentence
    file["RUN_ENDED_AT"] = endedAt?.description
    switch ending {
    case .exited(let status): file["RUN_EXIT_STATUS"] = String(status)
    case .killed(let signal): file["RUN_EXIT_SIGNAL"] = String(signal)
    case .lost, nil: break
    }
    return file
  }

  private static func status(_ file: Assignments) -> AgentStatus? {
    let source = file["RUN_STATUS_SOURCE"].flatMap(AgentStatus.Source.init(rawValue:))
    guard let text = file["RUN_STATUS"], let source,
      var status = AgentStatus(text, source: source)
    else { return nil }
    status.since = file["RUN_STATUS_SINCE"].flatMap { Timestamp($0) }
    status.rule = file["RUN_STATUS_RULE"]
    status.screenRule = file["RUN_STATUS_SCREEN"]
    status.sentence = file["RUN_STATUS_SENTENCE"]
    return status
  }
}
