extension Row {
  /// A flag that nobody knows.
  static let unknownFlags: [Row] = [
    ["spawn", "a", "--frob"],
    ["swarm", "c", "2", "--frob"],
    ["run", "--frob", "--", "true"],
    ["restart", "a", "--frob"],
    ["kill", "a", "--frob"],
    ["killall", "--frob"],
    ["rename", "a", "b", "--frob"],
    ["clone", "a", "b", "--frob"],
    ["clean", "--frob"],
    ["purge", "--frob"],
    ["watch", "--frob"],
    ["grid", "--frob"],
    ["list", "--frob"],
    ["ps", "--frob"],
    ["info", "a", "--frob"],
    ["status", "--frob"],
    ["events", "--frob"],
    ["logs", "d", "--frob"],
    ["diff", "a", "--frob"],
    ["wait", "d", "--frob"],
    ["history", "--frob"],
    ["stats", "--frob"],
    ["attach", "a", "--frob"],
    ["exec", "--frob", "a", "x"],
    ["send", "a", "b", "--frob"],
    ["broadcast", "--frob", "x"],
    ["open", "a", "--frob"],
    ["profiles", "--frob"],
    ["keys", "--frob"],
    ["env", "--frob"],
    ["config", "--frob"],
    ["doctor", "--frob"],
    ["upgrade", "--frob"],
    ["completion", "--frob"],
    ["root", "--frob"],
  ].map { argv in
    Row(
      argv, status: 1, stderr: .error("unknown option '--frob'*", try: "agentvm help \(argv[0])"),
      missing: [".agentvm"])
  }

  /// One word too many, the last.
  static let surplusWords: [Row] = [
    ["spawn", "a", "b"],
    ["swarm", "c", "2", "3"],
    ["restart", "a", "b"],
    ["killall", "a"],
    ["rename", "a", "b", "c"],
    ["clone", "a", "b", "c"],
    ["clean", "d"],
    ["purge", "-f", "d"],
    ["watch", "a"],
    ["list", "a"],
    ["ps", "a"],
    ["info", "a", "b"],
    ["diff", "a", "b"],
    ["history", "a"],
    ["events", "a"],
    ["stats", "a"],
    ["attach", "a", "b"],
    ["send", "a", "b", "c"],
    ["open", "a", "b"],
    ["profiles", "demo"],
    ["keys", "x"],
    ["doctor", "x"],
    ["upgrade", "x"],
    ["completion", "bash", "x"],
    ["root", "x"],
    ["help", "spawn", "x"],
  ].map { argv in
    Row(
      argv, setup: [aRuns, dEnded], status: 1,
      stderr: .error("unexpected argument '\(argv.last ?? "")'", try: "agentvm help \(argv[0])"),
      exists: parts(of: "a") + parts(of: "d"), after: ["list", "-q", "-s", "running"],
      shows: .lines(["a"]))
  }

  /// A word too few.
  static let missingWords: [Row] = [
    (["spawn"], "<name>"),
    (["swarm"], "<base>"),
    (["restart"], "<name>"),
    (["kill"], "<names> ..."),
    (["rename", "a"], "<new>"),
    (["clone", "a"], "<new>"),
    (["info"], "<name>"),
    (["diff"], "<name>"),
    (["wait"], "<names> ..."),
    (["attach"], "<name>"),
    (["exec"], "<name>"),
    (["send", "a"], "<file>"),
    (["open"], "<name>"),
  ].map { (argv: [String], what: String) in
    Row(
      argv, status: 1,
      stderr: .error("missing expected argument '\(what)'", try: "agentvm help \(argv[0])"),
      missing: [".agentvm"])
  }

  /// A flag without its value.
  static let missingValues: [Row] = [
    (["spawn", "a", "-p"], "-p <profile>"),
    (["spawn", "a", "-P"], "-P <prompt>"),
    (["spawn", "a", "-t"], "-t <k=v>"),
    (["spawn", "a", "--from-dir"], "--from-dir <dir>"),
    (["spawn", "a", "--from-git"], "--from-git <url>"),
    (["spawn", "a", "--branch"], "--branch <ref>"),
    (["spawn", "a", "--env"], "--env <k=v>"),
    (["swarm", "c", "-n"], "-n <count>"),
    (["run", "-p"], "-p <profile>"),
    (["restart", "a", "-e"], "-e <k=v>"),
    (["killall", "-t"], "-t <k=v>"),
    (["list", "-s"], "-s <state>"),
    (["status", "a", "--record"], "--record <file>"),
    (["status", "a", "--state"], "--state <state>"),
    (["events", "-n"], "-n <n>"),
    (["wait", "d", "--for"], "--for <state,…>"),
    (["wait", "d", "--timeout"], "--timeout <s>"),
    (["history", "-n"], "-n <n>"),
    (["exec", "a", "-f"], "-f <file>"),
    (["broadcast", "-t"], "-t <k=v>"),
  ].map { (argv: [String], flag: String) in
    Row(
      argv, status: 1,
      stderr: .error("missing value for '\(flag)'", try: "agentvm help \(argv[0])"),
      missing: [".agentvm"])
  }

  /// An agent that there is not.
  static let noState: [Row] = [
    ["restart", "nobody"],
    ["rename", "nobody", "b"],
    ["clone", "nobody", "b"],
    ["grid", "nobody"],
    ["info", "nobody"],
    ["status", "nobody"],
    ["status", "nobody", "--explain"],
    ["status", "nobody", "--record", "f"],
    ["wait", "nobody", "--for", "done"],
    ["logs", "nobody"],
    ["diff", "nobody"],
    ["wait", "nobody"],
    ["attach", "nobody"],
    ["exec", "nobody", "x"],
    ["exec", "--in", "nobody", "ls"],
    ["send", "nobody", "/etc/hostname"],
    ["open", "nobody"],
  ].map { argv in
    Row(argv, status: 1, stderr: .error("no such agent: 'nobody'", try: "agentvm list"))
  }
}
