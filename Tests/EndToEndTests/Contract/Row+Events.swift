extension Row {
  private static let event: [String: Match.Kind] = [
    "name": .text, "new": .text, "old": .text, "sentence": .text, "source": .text, "time": .text,
  ]
  private static let badState =
    "what is waited for is one of waiting, idle, done, dead, working, failing: "

  static let eventsWaitFor: [Row] = [
    Row(["events"], stderr: .lines(["==> nothing has happened yet"]), missing: [".agentvm"]),
    Row(["events", "--json"], missing: [".agentvm"]),
    Row(["events", "-n", "0"], setup: [dEnded]),
    Row(
      ["events"], setup: [dEnded],
      stdout: .includes(["20*Z  d                   *dead                exit status 0"])),
    Row(
      ["events", "-n", "1"], setup: [dEnded],
      stdout: .lines(["20*Z  d                   *dead                exit status 0"]),
      exists: [".agentvm/events.log"]),
    Row(["events", "--json", "--lines", "1"], setup: [dEnded], stdout: .object(event)),
    Row(
      ["events", "-n", "1", "--json"], setup: [dEnded],
      stdout: .lines([
        #"{"name":"d","new":"dead","old":"*","sentence":"exit status 0","source":"supervisor","#
          + #""time":"20*Z"}"#
      ])),
    // They are the home's, and outlive the agent.
    Row(
      ["events", "-n", "1"], setup: [dEnded, ["purge", "-f"]],
      stdout: .lines(["20*Z  d                   *dead                exit status 0"])),
    // What is no event is passed over.
    Row(
      ["events"],
      files: [
        ".agentvm/events.log":
          "junk\n\n2026-01-02T03:04:05Z\ta\tidle\tworking\tscreen\t\n2026-01-02T03:04:06Z\ta\tcut"
      ], stdout: .lines(["2026-01-02T03:04:05Z  a                   idle                working*"])),
    Row(
      ["events", "-n", "2"],
      files: [
        ".agentvm/events.log.previous":
          "2026-01-02T03:04:05Z\ta\tidle\tworking\tscreen\t\n",
        ".agentvm/events.log": "2026-01-02T03:04:06Z\ta\tworking\tdone\thook\tall is well\n",
      ],
      stdout: .lines([
        "2026-01-02T03:04:05Z  a                   idle                working             ",
        "2026-01-02T03:04:06Z  a                   working             done                "
          + "all is well",
      ])),
    Row(
      ["events", "-n", "x"], status: 1,
      stderr: .error("the number of events must be a whole number: 'x'")),
    Row(
      ["events", "-n=-1"], status: 1,
      stderr: .error("the number of events must be a whole number: '-1'")),
    Row(
      ["wait", "d", "--for", "odd"], setup: [dEnded], status: 1, stderr: .error(badState + "'odd'")),
    Row(
      ["wait", "d", "--for", "done,odd"], setup: [dEnded], status: 1,
      stderr: .error(badState + "'odd'")),
    Row(["wait", "d", "--for", ""], setup: [dEnded], status: 1, stderr: .error(badState + "''")),
    Row(["wait", "d", "--for", "done,dead"], setup: [dEnded]),
    Row(["wait", "d", "--for", "dead"], setup: [dEnded]),
    Row(
      ["wait", "a", "--for", "waiting", "--timeout", "20"],
      setup: [["spawn", "a", "--", "bash", "-c", "printf 'Overwrite? (y/N) '; read -r x"]]),
    Row(
      ["wait", "d", "--for", "waiting"], setup: [dEnded], status: 1,
      stderr: .lines(["warn: it ended before, exit status 0: 'd'"])),
    Row(
      ["wait", "e", "--for", "done"], setup: [dEnded, ["clone", "d", "e"]], status: 1,
      stderr: .lines(["warn: it ended before, never started: 'e'"])),
    Row(
      ["wait", "a", "--for", "waiting", "--timeout", "0.1"], setup: [aRuns], status: 2,
      stderr: .lines(["warn: time ran out; it is *: 'a'"]),
      after: ["list", "-q", "-s", "running"], shows: .lines(["a"])),
    Row(
      ["wait", "a", "d", "--any", "--for", "dead,waiting"], setup: [aRuns, dEnded],
      stdout: .lines(["d"])),
    Row(
      ["wait", "d", "a", "--for", "dead,waiting", "--timeout", "0.1"], setup: [aRuns, dEnded],
      status: 2, stdout: .lines(["d: dead"]), stderr: .lines(["warn: time ran out; it is *: 'a'"])),
    Row(
      ["wait", "d", "--any", "--for", "waiting"], setup: [dEnded], status: 1,
      stderr: .lines(["warn: it ended before, exit status 0: 'd'"])),
    Row(
      ["wait", "a", "d", "--any", "--for", "waiting", "--timeout", "0.1"], setup: [aRuns, dEnded],
      status: 2,
      stderr: .lines([
        "warn: it ended before, exit status 0: 'd'", "warn: time ran out; it is *: 'a'",
      ])),
  ]

  static let notifySettings: [Row] =
    [
      ("AGENTVM_NOTIFY_ON", "odd", " is a list such as waiting,failing,dead"),
      ("AGENTVM_NOTIFY_ON", "waiting,odd", " is a list such as waiting,failing,dead"),
      ("AGENTVM_NOTIFY_ON", ",", " is a list such as waiting,failing,dead"),
      ("AGENTVM_QUIET_HOURS", "22", " are hours such as 22:00-07:00"),
      ("AGENTVM_QUIET_HOURS", "24:00-07:00", " are hours such as 22:00-07:00"),
      ("AGENTVM_QUIET_HOURS", "22:00-07:60", " are hours such as 22:00-07:00"),
      ("AGENTVM_QUIET_HOURS", "22:00-07:00-08:00", " are hours such as 22:00-07:00"),
      ("AGENTVM_THEME", "pink", " is dark, light or auto"),
    ].map { (name: String, value: String, problem: String) in
      Row(
        ["config", "set", "\(name)=\(value)"], status: 1,
        stderr: .error("\(name)\(problem): '\(value)'"))
    }
    + [
      ("AGENTVM_NOTIFY_ON", "waiting,done"), ("AGENTVM_NOTIFY_ON", "dead"),
      ("AGENTVM_QUIET_HOURS", "22:00-07:00"), ("AGENTVM_QUIET_HOURS", "09:30-10:15"),
      ("AGENTVM_THEME", "light"), ("AGENTVM_NOTIFY", "bell"),
      ("AGENTVM_NOTIFY", "/my/command 'two words'"),
    ].map { (name: String, value: String) in
      Row(
        ["config", "set", "\(name)=\(value)"], after: ["config", "get", name],
        shows: .lines([value]))
    } + [
      // What supervisors start when a status changes; it tells nobody anything by itself.
      Row(["__notify", "a", "working", "waiting", "--help"]),
      Row(
        ["__notify", "a"], status: 1,
        stderr: .error("missing argument: 'NAME OLD NEW SENTENCE'", try: "agentvm help __notify")),
    ]
}
