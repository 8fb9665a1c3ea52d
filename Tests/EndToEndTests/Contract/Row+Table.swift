extension Row {
  /// The whole table.
  static let all: [Row] = [
    spawn, swarm, run, restartKillKillall, renameClone, cleanPurge, watchGrid, listPsInfo,
    statusVerb, statusCases, eventsWaitFor, notifySettings,
    logsDiffWait, historyStats, attachExecSendBroadcastOpen, profilesKeys, envConfig,
    doctorUpgradeCompletion, rootVersionHelp, unknownFlags, surplusWords, missingWords,
    missingValues, noState, network, sandbox,
  ].flatMap { $0 }

  static let badName =
    "a name is letters, digits and '-', and starts with a letter or digit: "
  static let badTag = "a tag is KEY=VALUE, its key of letters, digits, '_' and '-': "
  static let badKey = "a key is capital letters, digits and '_': "

  static let aRuns = ["spawn", "a", "--", "cat"]
  static let taggedRuns = ["spawn", "t", "-t", "k=v", "--", "cat"]
  static let dEnded = ["run", "--keep", "--name", "d", "--", "true"]
  static let dWrote = [
    "run", "--keep", "--name", "d", "--", "printf", "one\\ntwo\\n\\033[31mred\\033[0m\\n",
  ]

  /// An agent that writes the line that it is sent into `f`.
  static func reader(_ name: String) -> [String] {
    ["spawn", name, "--", "bash", "-c", "read -r x; echo \"$x\" >f"]
  }

  /// What an agent leaves in the home.
  static func parts(of name: String) -> [String] {
    [".agentvm/state/\(name).env", ".agentvm/workspaces/\(name)", ".agentvm/homes/\(name)"]
  }

  static let agent: [String: Match.Kind] = [
    "created_at": .text, "did": .text, "ended_at": .textOrNull, "exit_signal": .numberOrNull,
    "exit_status": .numberOrNull, "gitlawb": .flag, "home": .text, "log_file": .text, "name": .text,
    "pid": .number, "profile": .text, "prompt_state": .textOrNull, "sandbox": .text,
    "session": .text, "state": .text, "state_kind": .textOrNull, "state_sentence": .textOrNull,
    "state_since": .textOrNull, "state_source": .text, "status": .text, "tags": .text,
    "degraded": .list, "sandbox_level": .text,
    "timed_out": .flag, "uid": .numberOrNull, "uptime_s": .numberOrNull, "workspace": .text,
  ]
  static let details = agent.merging(
    [
      "sb_profile": .textOrNull, "prompt_file": .text, "extra_cmd": .text,
      "in_place": .textOrNull, "network": .textOrNull, "allowed_hosts": .list,
      "exposed_ports": .list,
    ]) { $1 }
  static let usage: [String: Match.Kind] = [
    "cpu_pct": .number, "mem_pct": .number, "name": .text, "pid": .number, "rss_kb": .number,
    "state": .text, "status": .text, "uptime": .text, "uptime_s": .numberOrNull,
  ]
}
