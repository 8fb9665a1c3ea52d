extension Row {
  static let attachExecSendBroadcastOpen: [Row] = [
    Row(
      ["attach", "a"], setup: [aRuns], status: 1,
      stderr: .error("attaching needs a terminal", try: "agentvm logs NAME -f"),
      after: ["list", "-q", "-s", "running"], shows: .lines(["a"])),
    Row(
      ["attach", "d"], setup: [dEnded], status: 1,
      stderr: .error("the agent is not running: 'd'", try: "agentvm restart d")),
    Row(
      ["exec", "a", "two", "words"], setup: [reader("a")],
      holds: [".agentvm/workspaces/a/f": "two words\n"], after: ["wait", "a"]),
    Row(
      ["exec", "a", "--", "-x", "$HOME;"], setup: [reader("a")],
      holds: [".agentvm/workspaces/a/f": "-x $HOME;\n"], after: ["wait", "a"]),
    Row(
      ["exec", "a", "--file", "@HOME@/text"], setup: [reader("a")],
      files: ["text": "from a file\n"], holds: [".agentvm/workspaces/a/f": "from a file\n"],
      after: ["wait", "a"]),
    Row(
      ["exec", "a", "--no-enter", "xyz"],
      setup: [["spawn", "a", "--", "bash", "-c", #"read -n 3 -r x; echo "$x" >f"#]],
      holds: [".agentvm/workspaces/a/f": "xyz\n"], after: ["wait", "a"]),
    Row(
      ["exec", "--in", "a", "--", "sh", "-c", "echo out; echo err >&2; pwd; exit 7"],
      setup: [aRuns], status: 7, stdout: .lines(["out", "@ROOT@/workspaces/a"]),
      stderr: .lines(["err"])),
    Row(["exec", "a", "--in", "sh", "-c", "kill -9 $$"], setup: [aRuns], status: 137),
    Row(
      ["exec", "--in", "a", "--", "/no/program"], setup: [aRuns], status: 127,
      stderr: .error("cannot run: No such file or directory: '/no/program'")),
    Row(
      ["exec", "a"], setup: [aRuns], status: 1,
      stderr: .includes(["agentvm: missing argument: 'TEXT'"])),
    Row(
      ["exec", "--in", "a"], setup: [aRuns], status: 1,
      stderr: .includes(["agentvm: missing argument: 'CMD'"])),
    Row(
      ["exec", "d", "x"], setup: [dEnded], status: 1,
      stderr: .error("the agent is not running: 'd'", try: "agentvm restart d")),
    Row(
      ["exec", "--in", "d", "ls"], setup: [dEnded], status: 1,
      stderr: .error("the agent is not running: 'd'", try: "agentvm restart d")),
    Row(
      ["exec", "a", "-f", "/no/file"], setup: [aRuns], status: 1,
      stderr: .error("no such file: '/no/file'")),
    Row(
      ["exec", "a", "-f", "@HOME@/text", "word"], setup: [aRuns], files: ["text": "x"], status: 1,
      stderr: .includes(["agentvm: *"])),
    Row(
      ["exec", "--in", "-f", "x", "a", "ls"], setup: [aRuns], status: 1,
      stderr: .error("--in can't be used together with: '--file'", try: "agentvm help exec")),
    Row(
      ["send", "a", "@HOME@/text"], setup: [reader("a")], files: ["text": "from a file\n"],
      holds: [".agentvm/workspaces/a/f": "from a file\n"], after: ["wait", "a"]),
    Row(
      ["send", "d", "@HOME@/text"], setup: [dEnded], files: ["text": "x"], status: 1,
      stderr: .error("the agent is not running: 'd'", try: "agentvm restart d")),
    Row(
      ["send", "a", "/no/file"], setup: [aRuns], status: 1,
      stderr: .error("no such file: '/no/file'")),
    Row(
      ["broadcast", "two", "words"], setup: [reader("a"), reader("b"), dEnded],
      stdout: .lines(["  → a", "  → b", "==> sent to 2 agents"]),
      holds: [".agentvm/workspaces/a/f": "two words\n", ".agentvm/workspaces/b/f": "two words\n"],
      after: ["wait", "a", "b"], shows: .lines(["a: exit status 0", "b: exit status 0"])),
    Row(
      ["broadcast", "-t", "k=v", "--", "-x"], setup: [aRuns, taggedRuns],
      stdout: .lines(["  → t", "==> sent to 1 agent"])),
    Row(["broadcast", "x"], stdout: .lines(["==> sent to 0 agents"])),
    Row(["broadcast"], status: 1, stderr: .includes(["agentvm: missing argument: 'TEXT'"])),
    Row(["broadcast", "-t", "bad", "x"], status: 1, stderr: .error(badTag + "'bad'")),
    Row(["open", "d"], setup: [dEnded], stdout: .lines(["@ROOT@/workspaces/d"])),
    Row(
      ["open", "d"], setup: [dEnded], then: "rm -r .agentvm/workspaces/d", status: 1,
      stderr: .error("the agent's workspace is gone: '@ROOT@/workspaces/d'")),
  ]
}
