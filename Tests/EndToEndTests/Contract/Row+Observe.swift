extension Row {
  static let watchGrid: [Row] = [
    Row(
      ["watch", "--once"], setup: [["run", "--keep", "--name", "d", "--", "echo", "hello"]],
      stdout: .lines([
        "agentvm   1 agent   @ROOT@",
        "d                   dead                -             hello",
      ])),
    Row(
      ["watch"], setup: [aRuns],
      stdout: .lines(["agentvm   1 agent   @ROOT@", "a                   *  -             "])),
    Row(["watch", "-n", "1", "--once"], stdout: .lines(["agentvm   0 agents   @ROOT@"])),
    Row(["watch", "--interval", "2", "--once"], stdout: .lines(["agentvm   0 agents   @ROOT@"])),
    Row(["grid"], status: 1, stderr: .error("no running agents", try: "agentvm spawn NAME")),
    Row(
      ["grid"], setup: [aRuns], status: 1,
      stderr: .error("attaching needs a terminal", try: "agentvm logs NAME -f"),
      after: ["list", "-q", "-s", "running"], shows: .lines(["a"])),
    Row(
      ["grid", "-t", "k=v"], setup: [taggedRuns], status: 1,
      stderr: .error("attaching needs a terminal", try: "agentvm logs NAME -f")),
    Row(
      ["grid", "-t", "k=w"], setup: [taggedRuns], status: 1,
      stderr: .error("no running agents", try: "agentvm spawn NAME")),
    Row(["grid", "-t", "bad"], setup: [aRuns], status: 1, stderr: .error(badTag + "'bad'")),
    Row(["grid", "a", "-t", "bad"], setup: [aRuns], status: 1, stderr: .error(badTag + "'bad'")),
    Row(
      ["grid", "d"], setup: [dEnded], status: 1,
      stderr: .error("the agent is not running: 'd'", try: "agentvm restart d")),
  ]

  static let listPsInfo: [Row] = [
    Row(["list"], stderr: .lines(["==> no agents; agentvm spawn NAME starts one"])),
    Row(
      ["list"], setup: [dEnded, taggedRuns],
      stdout: .lines([
        "NAME                STATUS    PID     SANDBOX   PROFILE     CREATED   "
          + "              TAGS", String(repeating: "─", count: 110),
        "d                   dead      -       bwrap     -           20*Z    -",
        "t                   *  *bwrap     -           20*Z    k=v",
      ])),
    Row(["list", "--json"], stdout: .lines(["[]"])),
    Row(["list", "--json"], setup: [dEnded, taggedRuns], stdout: .objects(agent)),
    Row(
      ["list", "--quiet"],
      setup: [["swarm", "c", "2", "--", "cat"], ["spawn", "c-10", "--", "cat"]],
      stdout: .lines(["c-1", "c-2", "c-10"])),
    Row(
      ["list", "-q", "--json", "--status", "dead"], setup: [dEnded, aRuns],
      stdout: .lines([#"["d"]"#])),
    Row(["list", "-q", "-s", "starting"], setup: [aRuns]),
    Row(["ls", "-q", "--tag", "k=v"], setup: [aRuns, taggedRuns], stdout: .lines(["t"])),
    Row(["list", "-t", "bad"], status: 1, stderr: .error(badTag + "'bad'")),
    Row(
      ["list", "-s", "odd"], status: 1,
      stderr: .error(
        "a state is one of running, starting, idle, working, waiting, failing, done, dead, unknown: "
          + "'odd'")),
    Row(["ps"], stderr: .lines(["==> no running agents"])),
    Row(
      ["ps"], setup: [aRuns, dEnded],
      stdout: .lines([
        "NAME                STATUS   CPU%    MEM%    RSS       UPTIME      PID",
        String(repeating: "─", count: 80),
        "a                   *  *.*     *.*     * *B     *s          *",
      ])),
    Row(
      ["ps", "-a"], setup: [dEnded],
      stdout: .lines([
        "NAME                STATUS   CPU%    MEM%    RSS       UPTIME      PID",
        String(repeating: "─", count: 80),
        "d                   dead     -       -       -         -           -",
      ])),
    Row(["ps", "--json"], stdout: .lines(["[]"])),
    Row(["ps", "--json"], setup: [aRuns], stdout: .objects(usage)),
    Row(["ps", "--all", "--json"], setup: [dEnded], stdout: .objects(usage)),
    Row(
      ["info", "t"], setup: [taggedRuns],
      stdout: .includes([
        "Agent: t", "  Status        * for *s, says its *", "  Session       agentvm-t",
        "  Sandbox       bwrap, standard",
        "  PID           *", "  Workspace     @ROOT@/workspaces/t",
        "  Home          @ROOT@/homes/t", "  Profile       -", "  Tags          k=v",
        "  Command       cat", "  Created       20*Z",
        "  Log           @ROOT@/state/t.log (* bytes)",
      ])),
    Row(
      ["info", "d"], setup: [dEnded],
      stdout: .includes([
        "Agent: d", "  Status        dead, exit status 0", "  PID           -",
        "  Ended         20*Z",
      ])),
    Row(
      ["info", "e"], setup: [dEnded, ["clone", "d", "e"]],
      stdout: .includes(["  Status        dead, never started"])),
    Row(["info", "--json", "d"], setup: [dEnded], stdout: .object(details)),
    Row(
      ["info", "d", "--json"], setup: [dEnded],
      stdout: .includes([
        #"{*"exit_signal":null,"exit_status":0,"exposed_ports":[],"extra_cmd":"true",*}"#,
        #"*,"name":"d","network":"allow","pid":0,*"#,
        #"*,"state":"dead","state_kind":null,"state_sentence":"exit status 0","state_since":"20*Z",*"#,
        #"*,"state_source":"supervisor","status":"dead",*"#,
      ])),
    Row(
      ["info", "nodoby"], setup: [["run", "--keep", "--name", "nobody", "--", "true"]], status: 1,
      stderr: .error("no such agent: 'nodoby'", try: "agentvm info nobody")),
    Row(["info", "a b"], status: 1, stderr: .error(badName + "'a b'")),
  ]

  static let logsDiffWait: [Row] = [
    Row(["logs", "d"], setup: [dWrote], stdout: .lines(["one", "two", "red"])),
    Row(["logs", "d", "-n", "1"], setup: [dWrote], stdout: .lines(["red"])),
    Row(["logs", "d", "--lines", "0"], setup: [dWrote]),
    Row(["logs", "d", "-n", "all"], setup: [dWrote], stdout: .lines(["one", "two", "red"])),
    Row(
      ["logs", "--raw", "d", "-n", "1"], setup: [dWrote],
      stdout: .lines(["\u{1B}[31mred\u{1B}[0m\r"])),
    Row(["logs", "d", "--grep", "^t.o$"], setup: [dWrote], stdout: .lines(["two"])),
    Row(["logs", "d", "--since", "1h"], setup: [dWrote], stdout: .lines(["one", "two", "red"])),
    Row(["logs", "d", "--since", "2100-01-01T00:00:00Z"], setup: [dWrote]),
    Row(
      ["logs", "d", "long-1", "-n", "1"],
      setup: [dWrote, ["run", "--keep", "--name", "long-1", "--", "echo", "x"]],
      stdout: .lines(["d      | red", "long-1 | x"])),
    Row(
      ["logs", "-t", "k=v"], setup: [["spawn", "t", "-t", "k=v", "--", "true"], ["wait", "t"]]),
    Row(
      ["logs", "d", "nobody"], setup: [dWrote], status: 1,
      stdout: .lines(["d      | one", "d      | two", "d      | red"]),
      stderr: .error("no such agent: 'nobody'", try: "agentvm list")),
    Row(["logs"], status: 1, stderr: .includes(["agentvm: missing argument: 'NAME'"])),
    Row(
      ["logs", "d"], setup: [dEnded], then: "rm .agentvm/state/d.log", status: 1,
      stderr: .error("the agent has no log: 'd'")),
    Row(["logs", "-t", "k=w"], status: 1, stderr: .error("no agent has this tag: 'k=w'")),
    Row(
      ["logs", "d", "-n", "x"], setup: [dEnded], status: 1,
      stderr: .error("the number of lines must be a whole number: 'x'")),
    Row(
      ["logs", "d", "-n"], setup: [dEnded], status: 1,
      stderr: .error("missing value for '-n <n>'", try: "agentvm help logs")),
    Row(
      ["logs", "d", "--since", "soon"], setup: [dEnded], status: 1,
      stderr: .error("--since is 90s, 10m, 2h, 1d or a time such as 2026-01-31T12:00:00Z: 'soon'")),
    Row(
      ["logs", "d", "--grep", "["], setup: [dEnded], status: 1,
      stderr: .error("a pattern is not a POSIX extended regular expression: '['")),
    Row(
      ["logs", "d", "--raw", "--grep", "x"], setup: [dEnded], status: 1,
      stderr: .error("--raw can't be used together with: '--grep'", try: "agentvm help logs")),
    Row(
      ["diff", "d"],
      setup: [["run", "--keep", "--name", "d", "--", "sh", "-c", "git init -q .; echo x >f"]],
      stdout: .lines([
        "?? f", "", "diff --git a/f b/f", "new file mode 100644", "index 0000000..587be6b",
        "--- /dev/null", "+++ b/f", "@@ -0,0 +1 @@", "+x",
      ])),
    Row(
      ["diff", "d"],
      setup: [["run", "--keep", "--name", "d", "--", "sh", "-c", "mkdir s; echo >s/g; echo >f"]],
      stdout: .includes(["f", "s/g"])),
    Row(["diff", "d"], setup: [dEnded]),
    Row(
      ["diff", "d"], setup: [dEnded], then: "rm -r .agentvm/workspaces/d", status: 1,
      stderr: .error("the agent's workspace is gone: '@ROOT@/workspaces/d'")),
    Row(["wait", "d"], setup: [dEnded]),
    Row(["wait", "a"], setup: [["spawn", "a", "--", "sh", "-c", "exit 5"]], status: 5),
    Row(["wait", "a"], setup: [aRuns, ["kill", "a"]], status: 143),
    Row(
      ["wait", "a", "--timeout", "0.1"], setup: [aRuns], status: 2,
      stderr: .lines(["warn: time ran out; the agent still runs: 'a'"]),
      after: ["list", "-q", "-s", "running"], shows: .lines(["a"])),
    Row(
      ["wait", "d", "a"], setup: [dEnded, aRuns, ["kill", "a"]], status: 143,
      stdout: .lines(["d: exit status 0", "a: signal 15"])),
    Row(["wait", "--any", "a", "d"], setup: [dEnded, aRuns], stdout: .lines(["d"])),
    Row(
      ["wait", "--any", "a", "t", "--timeout", "0.1"], setup: [aRuns, taggedRuns], status: 2,
      stderr: .lines(["warn: time ran out; all of them still run"])),
    Row(
      ["wait", "d", "--timeout", "abc"], setup: [dEnded], status: 1,
      stderr: .error("the value 'abc' is invalid for '--timeout <s>'", try: "agentvm help wait")),
    Row(
      ["wait", "d", "--timeout=-1"], setup: [dEnded], status: 1,
      stderr: .error("--timeout is a number of seconds: '-1*'", try: "agentvm help wait")),
  ]

  static let historyStats: [Row] = [
    Row(["history"], stderr: .lines(["==> nothing has happened yet"]), missing: [".agentvm"]),
    Row(
      ["history"], setup: [dEnded, aRuns, ["kill", "a"]],
      stdout: .lines([
        "TIME                  EVENT   NAME                DETAIL",
        String(repeating: "─", count: 80),
        "20*Z  spawn   d                   profile= sandbox=bwrap",
        "20*Z  spawn   a                   profile= sandbox=bwrap",
        "20*Z  kill    a                   ",
      ])),
    Row(
      ["history", "-n", "1"], setup: [dEnded, ["clean"]],
      stdout: .lines([
        "TIME                  EVENT   NAME                DETAIL",
        String(repeating: "─", count: 80), "20*Z  clean   d                   ",
      ])),
    Row(
      ["history", "--event", "spawn", "--lines", "all"], setup: [dEnded, ["purge", "-f"]],
      stdout: .lines([
        "TIME                  EVENT   NAME                DETAIL",
        String(repeating: "─", count: 80),
        "20*Z  spawn   d                   profile= sandbox=bwrap",
      ])),
    Row(["history", "--json"], stdout: .lines(["[]"])),
    Row(
      ["history", "--json"], setup: [dEnded, ["purge", "-f"]],
      stdout: .objects(["detail": .text, "event": .text, "name": .text, "time": .text])),
    Row(
      ["history", "-e", "odd"], status: 1,
      stderr: .error("an event is spawn, kill, clean or purge: 'odd'")),
    Row(
      ["history", "-n", "x"], status: 1,
      stderr: .error("the number of events must be a whole number: 'x'")),
    Row(
      ["stats"], setup: [dEnded, aRuns],
      stdout: .lines([
        "Agents        2 (1 running, 1 dead)", "Workspaces    * KB", "Homes         * KB",
        "Logs          *", "Spawned       2", "Killed        0", "Cleaned       0",
        "Purged        0",
      ])),
    Row(
      ["stats"], setup: [dEnded, ["clean"], dEnded, ["purge", "-f"], aRuns, ["kill", "a"]],
      stdout: .includes([
        "Agents        1 (0 running, 1 dead)", "Spawned       3", "Killed        1",
        "Cleaned       1", "Purged        1",
      ])),
    Row(
      ["stats", "--json"],
      stdout: .object([
        "agents": .number, "cleaned": .number, "dead": .number, "homes_kb": .number,
        "killed": .number, "logs_kb": .number, "purged": .number, "running": .number,
        "spawned": .number, "workspaces_kb": .number,
      ])),
  ]
}
