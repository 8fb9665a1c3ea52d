extension Row {
  /// An agent that asks.
  private static let asks: [[String]] = [
    ["spawn", "a", "--", "bash", "-c", "printf 'Overwrite? (y/N) '; read -r x"],
    ["wait", "a", "--for", "waiting", "--timeout", "20"],
  ]
  private static let statusHead = [
    "NAME                STATUS              SINCE   SOURCE     SENTENCE",
    String(repeating: "─", count: 80),
  ]
  private static let status: [String: Match.Kind] = [
    "kind": .textOrNull, "name": .text, "rule": .textOrNull, "sentence": .textOrNull,
    "since": .textOrNull, "source": .text, "state": .text,
  ]

  static let statusVerb: [Row] = [
    Row(
      ["status"], stderr: .lines(["==> no agents; agentvm spawn NAME starts one"]),
      missing: [".agentvm"]),
    Row(["status", "--json"], stdout: .lines(["[]"]), missing: [".agentvm"]),
    Row(["status", "--tmux"], stdout: .lines([""]), missing: [".agentvm"]),
    Row(["status", "--explain"], missing: [".agentvm"]),
    Row(
      ["status"], setup: [dEnded],
      stdout: .lines(
        statusHead + ["d                   dead                *s      supervisor exit status 0"])),
    Row(
      ["status"], setup: asks + [dEnded],
      stdout: .lines(
        statusHead + [
          "a                   waiting/question    *s *screen     Overwrite? (y/N)",
          "d                   dead                *s *supervisor exit status 0",
        ])),
    Row(
      ["status", "d"], setup: [aRuns, dEnded],
      stdout: .lines(statusHead + ["d                   dead * exit status 0"])),
    Row(
      ["status", "d", "a"], setup: [aRuns, dEnded],
      stdout: .lines(
        statusHead + ["d                   dead * exit status 0", "a                   *"])),
    Row(
      ["status", "e"], setup: [dEnded, ["clone", "d", "e"]],
      stdout: .lines(
        statusHead + ["e                   dead                -       supervisor "])),
    Row(["status", "a", "--json"], setup: asks, stdout: .objects(status)),
    Row(["status", "--json"], setup: [aRuns, dEnded], stdout: .objects(status)),
    Row(
      ["status", "d", "--json"], setup: [dEnded],
      stdout: .lines([
        #"[{"kind":null,"name":"d","rule":null,"sentence":"exit status 0","since":"20*Z","#
          + #""source":"supervisor","state":"dead"}]"#
      ])),
    Row(
      ["status", "a", "--json"], setup: asks,
      stdout: .lines([
        #"[{"kind":"question","name":"a","rule":"yes or no","sentence":"Overwrite? (y/N)","#
          + #""since":"20*Z","source":"screen","state":"waiting"}]"#
      ])),
    Row(
      ["status", "--tmux"], setup: asks + [dEnded],
      stdout: .lines(["#[fg=colour220]?1#[default]"])),
    Row(["status", "d", "--explain"], setup: [dEnded], stdout: .lines(["d: dead"])),
    Row(
      ["status", "a", "d", "--explain"], setup: asks + [dEnded],
      stdout: .includes([
        "a: waiting/question", "  decided by  screen: yes or no",
        "  sentence    Overwrite? (y/N)", "  title       ",
        "  screen      waiting/question      *.* s ago *yes or no", "", "d: dead",
      ])),
    Row(
      ["list"], setup: asks,
      stdout: .includes(["a                   waiting   *bwrap     -           20*Z    -"])),
    Row(
      ["list", "-q", "-s", "waiting"], setup: asks + [dEnded, taggedRuns], stdout: .lines(["a"])),
    Row(["list", "-q", "-s", "done"], setup: asks + [dEnded]),
    Row(
      ["info", "a"], setup: asks,
      stdout: .includes([
        "  Status        waiting/question for *s, says its screen: Overwrite? (y/N)"
      ])),
    Row(
      ["info", "a", "--json"], setup: asks,
      stdout: .includes([
        #"*,"state":"waiting","state_kind":"question","state_sentence":"Overwrite? (y/N)",*"#
      ])),
    Row(
      ["watch", "--once"], setup: asks,
      stdout: .lines([
        "agentvm   1 agent   @ROOT@",
        "a                   waiting/question    -             Overwrite? (y/N)*",
      ])),
  ]

  /// Rules, and screens for them.
  private static let mine = [
    ".agentvm/profiles/mine.status.yaml":
      "rules:\n  - name: x\n    state: working\n    all: ['busy']\n",
    "cases/a.case": "profile: mine\nstate: working\ntitle: \n---\nbusy\n",
    "cases/b.case": "profile: mine\nstate: unknown\n---\nx\n", "cases/notes": "no case\n",
    "wrong": "profile: mine\nstate: waiting/permission\n---\nbusy\n",
  ]

  static let statusCases: [Row] = [
    Row(
      ["status", "a", "--record", "f"], setup: asks,
      stdout: .lines(["==> saved as waiting/question: f"]),
      holds: ["f": "profile: command\nstate: waiting/question\ntitle: \n---\nOverwrite? (y/N)\n"]),
    Row(
      ["status", "a", "--record", "@HOME@/f", "--state", "failing/rate-limit"], setup: asks,
      stdout: .lines(["==> saved as failing/rate-limit: @HOME@/f"]),
      holds: [
        "f": "profile: command\nstate: failing/rate-limit\ntitle: \n---\nOverwrite? (y/N)\n"
      ]),
    Row(
      ["status", "--record", "f"], setup: asks, status: 1,
      stderr: .error("missing argument: 'NAME'", try: "agentvm help status"), missing: ["f"]),
    Row(
      ["status", "a", "d", "--record", "f"], setup: asks + [dEnded], status: 1,
      stderr: .error("missing argument: 'NAME'", try: "agentvm help status"), missing: ["f"]),
    Row(
      ["status", "d", "--record", "f"], setup: [dEnded], status: 1,
      stderr: .error("the agent is not running: 'd'", try: "agentvm restart d"), missing: ["f"]),
    Row(
      ["status", "d", "--state", "ready"], setup: [dEnded], status: 1,
      stderr: .error("missing argument: '--record FILE'", try: "agentvm help status")),
    Row(
      ["status", "a", "--record", "f", "--state", "odd"], setup: asks, status: 1,
      stderr: .error(
        "a screen's state is ready, working, waiting/KIND, failing/KIND or unknown: 'odd'"),
      missing: ["f"]),
    Row(
      ["status", "a", "--record", "f", "--state", "waiting/odd"], setup: asks, status: 1,
      stderr: .error(
        "a screen's state is ready, working, waiting/KIND, failing/KIND or unknown: 'waiting/odd'"),
      missing: ["f"]),
    Row(
      ["status", "--check"], status: 1,
      stderr: .error("missing argument: 'FILE'", try: "agentvm help status")),
    Row(
      ["status", "--check", "cases"], files: mine,
      stdout: .lines([
        "TRUTH \\ READ AS         unknown  working  RECALL",
        "unknown                 1        .        1.000",
        "working                 .        1        1.000",
        "PRECISION               1.000    1.000    ",
        "", "mine                    2 of 2", "all                     2 of 2",
      ])),
    Row(
      ["status", "--check", "@HOME@/wrong"], files: mine, status: 1,
      stdout: .lines([
        "TRUTH \\ READ AS         waiting/permission  working  RECALL",
        "waiting/permission      .                   1        0.000",
        "PRECISION               -                   0.000    ", "",
        "mine                    0 of 1", "all                     0 of 1",
      ]),
      stderr: .lines([
        "warn: waiting/permission is read as working: '@HOME@/wrong'",
        "agentvm: cases that the rules read wrong: '1'",
      ])),
    Row(
      ["status", "--check", "cases/notes"], files: mine, status: 1,
      stderr: .error("not a labelled case: '@HOME@/cases/notes'")),
    Row(
      ["status", "--check", "/no/file"], status: 1,
      stderr: .error("no such file or directory: '/no/file'")),
  ]
}
