extension Row {
  static let spawn: [Row] = [
    Row(
      ["spawn", "a", "--", "cat"], stdout: .started("a"),
      exists: parts(of: "a") + [".agentvm/state/a.log"], after: ["list", "-q", "-s", "running"],
      shows: .lines(["a"])),
    Row(
      ["spawn", "a"], stdout: .started("a"), after: ["list", "-q", "-s", "running"],
      shows: .lines(["a"])),
    Row(
      ["spawn", "a", "-t", "k=v", "--tag", "x_1=", "--", "cat"], stdout: .started("a"),
      after: ["list", "-q", "-t", "x_1="], shows: .lines(["a"])),
    Row(
      [
        "spawn", "a", "--no-gitlawb", "--memory", "512M", "--pids", "50", "--timeout", "90", "-e",
        "V=secret", "--", "cat",
      ], stdout: .started("a"), after: ["info", "a"],
      shows: .includes([
        "  Variables     V", "  Memory        512 MB *",
        "  Processes     50 at most", "  Time          90 s at most",
      ])),
    Row(
      ["spawn", "a", "--no-sandbox", "--no-id", "--", "cat"],
      stdout: .started("a", sandbox: "none"),
      stderr: .lines(["warn: it runs without a sandbox: 'a'"])),
    Row(
      ["spawn", "d", "--", "cat"], setup: [dEnded], stdout: .started("d"),
      stderr: .lines(["warn: the agent was dead; its workspace is used again: 'd'"])),
    Row(
      ["spawn", "a", "--from-dir", "@HOME@/src", "--", "cat"],
      files: ["src/f": "text\n", "src/.git/config": "x"], stdout: .started("a"),
      missing: [".agentvm/workspaces/a/.git"], holds: [".agentvm/workspaces/a/f": "text\n"]),
    Row(
      ["spawn", "a", "--from-git", "@HOME@/repository", "--ref", "two", "--", "cat"],
      prepare: """
        git init -q repository
        cd repository
        git config user.name a
        git config user.email a@b
        git commit -q --allow-empty -m 1
        git checkout -q -b two
        echo 2 >f
        git add f
        git commit -q -m 2
        git checkout -q -
        """, stdout: .started("a"), exists: [".agentvm/workspaces/a/.git"],
      holds: [".agentvm/workspaces/a/f": "2\n"]),
    Row(
      ["spawn", "a", "-P", "@HOME@/task", "--no-wait", "--", "cat"], files: ["task": "text"],
      stdout: .started("a"), after: ["info", "a"], shows: .includes(["  Prompt        @HOME@/task"])
    ),
    Row(
      ["spawn", "a", "--env-file", "@HOME@/vars", "--", "cat"], files: ["vars": "V=7\n"],
      stdout: .started("a"), after: ["info", "a"], shows: .includes(["  Env files     @HOME@/vars"])
    ),
    Row(
      ["spawn", "a", "-p", "mine"], files: [".agentvm/profiles/mine.env": "PROFILE_CMD=\"cat\"\n"],
      stdout: .lines([
        "==> started a", "    Session:   agentvm-a", "    Workspace: @ROOT@/workspaces/a",
        "    Sandbox:   bwrap", "    Profile:   mine", "    Created:   *Z", "",
        "attach with: agentvm attach a",
      ])),
    Row(
      ["spawn", "a b", "--", "cat"], status: 1, stderr: .error(badName + "'a b'"),
      missing: [".agentvm/workspaces/a b"]),
    Row(
      ["spawn", "-a", "--", "cat"], status: 1,
      stderr: .includes(["agentvm: *", "try: agentvm help spawn"])),
    Row(["spawn", "", "--", "cat"], status: 1, stderr: .error(badName + "''")),
    Row(
      ["spawn", String(repeating: "x", count: 64), "--", "cat"], status: 1,
      stderr: .error(
        "a name has at most 63 characters: '" + String(repeating: "x", count: 64) + "'")),
    Row(
      ["spawn", "a", "-p", "nope"], status: 1, stderr: .error("no such profile: 'nope'", try: "*"),
      missing: parts(of: "a")),
    Row(
      ["spawn", "a", "-p", "../nope"], status: 1,
      stderr: .error(
        "a profile's name is letters, digits, '-' and '_': '../nope'", try: "agentvm profiles"),
      missing: parts(of: "a")),
    Row(
      ["spawn", "a", "-P", "/no/file", "--", "cat"], status: 1,
      stderr: .error("no such prompt file: '/no/file'"), missing: parts(of: "a")),
    Row(
      ["spawn", "a", "-P", "@HOME@/empty", "--", "cat"], files: ["empty": ""], status: 1,
      stderr: .error("the prompt file is empty: '@HOME@/empty'"), missing: parts(of: "a")),
    Row(
      ["spawn", "a", "--from-dir", "/no/folder", "--", "cat"], status: 1,
      stderr: .error("no such directory: '/no/folder'"), missing: parts(of: "a")),
    Row(
      ["spawn", "a", "--from-git", "@HOME@/none", "--", "cat"], status: 1,
      stderr: .error("git could not clone (*): '@HOME@/none'"), missing: parts(of: "a")),
    Row(
      ["spawn", "a", "-t", "novalue", "--", "cat"], status: 1, stderr: .error(badTag + "'novalue'"),
      missing: parts(of: "a")),
    Row(["spawn", "a", "-t", "k.k=v", "--", "cat"], status: 1, stderr: .error(badTag + "'k.k=v'")),
    Row(
      ["spawn", "a", "--env", "1=2", "--", "cat"], status: 1,
      stderr: .error(
        "--env is K=V or K, its key of letters, digits and '_': '1'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--env-file", "/no/file", "--", "cat"], status: 1,
      stderr: .error("no such file: '/no/file'"), missing: parts(of: "a")),
    Row(
      ["spawn", "a", "--memory", "lots", "--", "cat"], status: 1,
      stderr: .error(
        "--memory is a size such as 512M, of a megabyte at least: 'lots'", try: "agentvm help spawn"
      )),
    Row(
      ["spawn", "a", "--memory", "1G", "--no-sandbox", "--", "cat"], status: 1,
      stderr: .error(
        "--memory can't be used together with: '--no-sandbox'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--pids", "0", "--", "cat"], status: 1,
      stderr: .error("--pids is a whole number from 2 to *: '0'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--timeout", "soon", "--", "cat"], status: 1,
      stderr: .error("the value 'soon' is invalid for '--timeout <s>'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--timeout", "0", "--", "cat"], status: 1,
      stderr: .error("--timeout is a number of seconds: '0*'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--ready-timeout", "0", "--", "cat"], status: 1,
      stderr: .error("--ready-timeout is a whole number from 1 on: '0'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--id", "--", "cat"], status: 1,
      stderr: .error("an identity needs a program that is not installed: 'gl'"),
      missing: parts(of: "a")),
    Row(
      ["spawn", "a", "--id", "--no-id", "--", "cat"], status: 1,
      stderr: .error(
        "--gitlawb can't be used together with: '--no-gitlawb'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--attach", "--", "cat"], status: 1,
      stderr: .error("attaching needs a terminal", try: "agentvm logs NAME -f"),
      missing: parts(of: "a")),
    Row(
      ["spawn", "a", "--", "/no/program"], status: 1,
      stderr: .error("the agent's command could not be run: 'a'", try: "agentvm logs a"),
      after: ["list", "-q", "-s", "dead"], shows: .lines(["a"])),
    Row(
      ["spawn", "a", "--", "cat"], setup: [aRuns], status: 1,
      stderr: .error("the agent is already running: 'a'", try: "agentvm attach a"),
      after: ["list", "-q", "-s", "running"], shows: .lines(["a"])),
  ]

  static let swarm: [Row] = [
    Row(
      ["swarm", "c", "2", "--", "cat"],
      stdout: .lines(["==> started c-1", "==> started c-2", "==> 2 of 2 agents run"]),
      after: ["list", "-q", "-s", "running"], shows: .lines(["c-1", "c-2"])),
    Row(
      ["swarm", "-n", "2", "c", "-t", "k=v", "--parallel", "1", "--", "cat"],
      stdout: .lines(["==> started c-1", "==> started c-2", "==> 2 of 2 agents run"]),
      after: ["list", "-q", "-t", "k=v"], shows: .lines(["c-1", "c-2"])),
    Row(
      ["swarm", "c", "--count", "1", "--add", "--", "cat"], setup: [["spawn", "c-7", "--", "cat"]],
      stdout: .lines(["==> started c-8", "==> 1 of 1 agent run"])),
    Row(
      ["swarm", "c", "2", "--", "cat"], setup: [["spawn", "c-1", "--", "cat"]], status: 1,
      stdout: .lines(["==> started c-2", "==> 1 of 2 agents run"]),
      stderr: .error("the agent is already running: 'c-1'", try: "agentvm attach c-1"),
      after: ["list", "-q", "-s", "running"], shows: .lines(["c-1", "c-2"])),
    Row(["swarm", "c"], status: 1, stderr: .includes(["agentvm: missing argument: 'COUNT'"])),
    Row(
      ["swarm", "c", "x", "--", "cat"], status: 1,
      stderr: .error("the count is a whole number from 1 *: 'x'", try: "agentvm help swarm")),
    Row(
      ["swarm", "c", "0", "--", "cat"], status: 1,
      stderr: .error("the count is a whole number from 1 *: '0'", try: "agentvm help swarm")),
    Row(
      ["swarm", "c", "1001", "--", "cat"], status: 1,
      stderr: .error("the count is a whole number from 1 *: '1001'", try: "agentvm help swarm")),
    Row(
      ["swarm", "c", "2.5", "--", "cat"], status: 1,
      stderr: .error("the count is a whole number from 1 *: '2.5'", try: "agentvm help swarm")),
    Row(
      ["swarm", "c", "2", "-n", "3", "--", "cat"], status: 1, stderr: .includes(["agentvm: *"]),
      missing: [".agentvm/workspaces/c-1"]),
    Row(["swarm", "a b", "2", "--", "cat"], status: 1, stderr: .error(badName + "'a b'")),
    Row(
      ["swarm", "c", "2", "--parallel", "0"], status: 1,
      stderr: .error("--parallel is a whole number from 1 to 1000: '0'", try: "agentvm help swarm")),
    Row(
      ["swarm", "c", "2", "-p", "nope"], status: 1, stdout: .includes([]),
      stderr: .includes(["agentvm: no such profile: 'nope'"]),
      missing: [".agentvm/workspaces/c-1", ".agentvm/workspaces/c-2"]),
    Row(
      ["swarm", "c", "2", "--attach", "--", "cat"], status: 1,
      stderr: .error("attaching needs a terminal", try: "agentvm logs NAME -f"),
      missing: [".agentvm/workspaces/c-1"]),
  ]

  static let run: [Row] = [
    Row(
      ["run", "--", "echo", "a  b"], stdout: .lines(["a  b"]),
      stderr: .lines(["==> started run-*"]), after: ["list", "-q"]),
    Row(
      ["run", "echo", "a", "-n"], stdout: .lines(["a -n"]), stderr: .lines(["==> started run-*"])),
    Row(
      ["run", "--", "sh", "-c", "echo out; exit 3"], status: 3, stdout: .lines(["out"]),
      stderr: .lines(["==> started run-*"])),
    Row(
      ["run", "--", "sh", "-c", "kill -9 $$"], status: 137, stderr: .lines(["==> started run-*"])),
    Row(
      ["run", "--", "no-such-program"], status: 127,
      stdout: .lines(["agentvm: command not found: 'no-such-program'"]),
      stderr: .lines(["==> started run-*"])),
    Row(
      ["run", "--", "/etc"], status: 126,
      stdout: .lines(["agentvm: cannot run: Permission denied: '/etc'"]),
      stderr: .lines(["==> started run-*"])),
    Row(
      ["run", "--timeout", "0.2", "--", "sleep", "100"], status: 124,
      stderr: .lines(["==> started run-*", "warn: time ran out; the agent was ended: 'run-*'"]),
      after: ["list", "-q"]),
    Row(
      ["run", "--keep", "--name", "k", "--no-gitlawb", "--", "sh", "-c", "echo hi >f"],
      stderr: .lines(["==> started k"]), holds: [".agentvm/workspaces/k/f": "hi\n"],
      after: ["list", "-q", "-s", "dead"], shows: .lines(["k"])),
    Row(
      ["run", "--name", "k", "--", "true"], stderr: .lines(["==> started k"]),
      missing: parts(of: "k") + [".agentvm/state/k.log"]),
    Row(
      ["run", "-e", "V=a b", "--env", "MINE", "--", "sh", "-c", #"echo "$V $MINE $OTHER""#],
      environment: ["MINE": "m", "OTHER": "o"], stdout: .lines(["a b m "]),
      stderr: .lines(["==> started run-*"])),
    Row(
      ["run", "--env-file", "@HOME@/vars", "--", "sh", "-c", "echo $V"], files: ["vars": "V=7\n"],
      stdout: .lines(["7"]), stderr: .lines(["==> started run-*"])),
    Row(
      ["run", "--no-sandbox", "--", "pwd"], stdout: .lines(["@ROOT@/workspaces/run-*"]),
      stderr: .lines(["==> started run-*", "warn: it runs without a sandbox: 'run-*'"])),
    Row(
      ["run", "-p", "demo", "-P", "@HOME@/task", "--ready-timeout", "30"], files: ["task": "write"],
      stdout: .includes(["Task 1: write", "Done: 3 files in @ROOT@/workspaces/run-*"]),
      stderr: .lines(["==> started run-*"])),
    Row(
      ["run", "--", "sh", "-c", "printf 'one\\rtwo\\033[K\\n'"], stdout: .lines(["two"]),
      stderr: .lines(["==> started run-*"])),
    Row(
      ["run"], status: 1,
      stderr: .includes(["agentvm: missing argument: 'a command or -p PROFILE'"])),
    Row(
      ["run", "--name", "d", "--", "true"],
      setup: [["run", "--keep", "--name", "d", "--", "touch", "work"]], status: 1,
      stderr: .error("an agent or a folder of that name exists: 'd'"),
      exists: [".agentvm/workspaces/d/work"]),
    Row(
      ["run", "--name", "o", "--", "true"],
      prepare: "mkdir -p .agentvm/workspaces/o; echo work >.agentvm/workspaces/o/f", status: 1,
      stderr: .includes(["agentvm: *'o'*"]), holds: [".agentvm/workspaces/o/f": "work\n"]),
    Row(["run", "--name", "a b", "--", "true"], status: 1, stderr: .error(badName + "'a b'")),
    Row(
      ["run", "-t", "k=v", "--", "true"], status: 1,
      stderr: .error("unknown option '-t'*", try: "agentvm help run")),
    Row(["run", "-p", "nope"], status: 1, stderr: .error("no such profile: 'nope'", try: "*")),
    Row(
      ["run", "-P", "/no/file", "--", "cat"], status: 1,
      stderr: .error("no such prompt file: '/no/file'")),
    Row(
      ["run", "--timeout", "x", "--", "true"], status: 1,
      stderr: .error("the value 'x' is invalid for '--timeout <s>'", try: "agentvm help run")),
    Row(
      ["run", "--attach", "--", "true"], status: 1,
      stderr: .error("attaching needs a terminal", try: "agentvm logs NAME -f")),
  ]

  static let restartKillKillall: [Row] = [
    Row(
      ["restart", "a"], setup: [["spawn", "a", "-t", "k=v", "--", "cat"]], stdout: .started("a"),
      after: ["list", "-q", "-s", "running", "-t", "k=v"], shows: .lines(["a"])),
    Row(
      ["restart", "d"], setup: [dEnded], stdout: .started("d"), exists: [".agentvm/workspaces/d"]),
    Row(
      ["restart", "d", "-e", "V=1", "--env-file", "@HOME@/vars", "--no-wait"], setup: [dEnded],
      files: ["vars": "X=2\n"], stdout: .started("d")),
    Row(
      ["restart", "a"], setup: [["spawn", "a", "-P", "@HOME@/task", "--no-wait", "--", "cat"]],
      files: ["task": "x"], stdout: .includes(["==> started a", "==> prompt delivered to a"])),
    Row(["restart", "a b"], status: 1, stderr: .error(badName + "'a b'")),
    Row(
      ["kill", "a"], setup: [aRuns], stdout: .lines(["==> killed a"]),
      exists: [".agentvm/workspaces/a", ".agentvm/state/a.log"],
      after: ["list", "-q", "-s", "dead"], shows: .lines(["a"])),
    Row(
      ["kill", "a", "t"], setup: [aRuns, taggedRuns],
      stdout: .lines(["==> killed a", "==> killed t"])),
    Row(["kill", "d"], setup: [dEnded], stderr: .lines(["warn: already dead: 'd'"])),
    Row(
      ["kill", "nobody", "a"], setup: [aRuns], status: 1, stdout: .lines(["==> killed a"]),
      stderr: .error("no such agent: 'nobody'", try: "agentvm list"),
      after: ["list", "-q", "-s", "running"]),
    Row(["kill", "a", "a"], setup: [aRuns], stdout: .lines(["==> killed a"])),
    Row(["kill", "a/b"], status: 1, stderr: .error(badName + "'a/b'")),
    Row(["killall"], stdout: .lines(["==> no running agents"])),
    Row(
      ["killall"], setup: [aRuns, taggedRuns], input: "y\n",
      stdout: .lines(["  a", "  t", "==> killed a", "==> killed t"]),
      stderr: .includes(["end 2 agents? [y/N]*"]), after: ["list", "-q", "-s", "running"]),
    Row(
      ["killall"], setup: [aRuns], input: "n\n", status: 1, stdout: .lines(["  a"]),
      stderr: .includes(["*nothing was done, for it was not confirmed", "try: --force"]),
      after: ["list", "-q", "-s", "running"], shows: .lines(["a"])),
    Row(
      ["killall"], setup: [aRuns], status: 1, stdout: .lines(["  a"]),
      stderr: .includes(["*nothing was done, for it was not confirmed"]),
      after: ["list", "-q", "-s", "running"], shows: .lines(["a"])),
    Row(
      ["killall", "-f", "-t", "k=v"], setup: [aRuns, taggedRuns], stdout: .lines(["==> killed t"]),
      after: ["list", "-q", "-s", "running"], shows: .lines(["a"])),
    Row(
      ["killall", "--force", "--tag", "k=w"], setup: [taggedRuns],
      stdout: .lines(["==> no running agents"]), after: ["list", "-q", "-s", "running"],
      shows: .lines(["t"])),
    Row(["killall", "-t", "bad"], status: 1, stderr: .error(badTag + "'bad'")),
  ]

  static let renameClone: [Row] = [
    Row(
      ["rename", "a", "b"], setup: [aRuns], stdout: .lines(["==> renamed a to b"]),
      exists: [".agentvm/workspaces/b", ".agentvm/homes/b", ".agentvm/state/b.log"],
      missing: parts(of: "a"), after: ["list", "-q", "-s", "running"], shows: .lines(["b"])),
    Row(["tag", "d"], setup: [dEnded]),
    Row(["tag", "none"], status: 1, stderr: .includes(["agentvm: no such agent: 'none'"])),
    Row(
      ["tag", "d", "x"], setup: [dEnded], status: 1, stderr: .includes(["agentvm: *: 'x'"])),
    Row(
      ["tag", "d", "k=v", "team=web"], setup: [dEnded],
      stdout: .lines(["==> d: k=v,team=web"]), after: ["list", "-q", "-t", "team=web"],
      shows: .lines(["d"])),
    Row(
      ["tag", "d", "k=w", "--remove", "team"],
      setup: [dEnded, ["tag", "d", "k=v", "team=web"]], stdout: .lines(["==> d: k=w"]),
      after: ["tag", "d"], shows: .lines(["k=w"])),
    Row(
      ["tag", "d", "--remove", "k=v"], setup: [dEnded, ["tag", "d", "k=v"]],
      stdout: .lines(["==> d has no tags"])),
    Row(
      ["mv", "d", "e"], setup: [dEnded], stdout: .lines(["==> renamed d to e"]),
      missing: parts(of: "d"), after: ["list", "-q"], shows: .lines(["e"])),
    Row(
      ["clone", "a", "b"], setup: [["spawn", "a", "-t", "k=v", "--", "cat"]],
      stdout: .lines(["==> cloned a to b", "start it with: agentvm restart b"]),
      exists: [".agentvm/workspaces/b", ".agentvm/workspaces/a"],
      after: ["list", "-q", "-t", "k=v", "-s", "dead"], shows: .lines(["b"])),
    Row(
      ["cp", "d", "e"], setup: [["run", "--keep", "--name", "d", "--", "touch", "f"]],
      stdout: .lines(["==> cloned d to e", "start it with: agentvm restart e"]),
      exists: [".agentvm/workspaces/d/f", ".agentvm/workspaces/e/f"]),
    Row(
      ["clone", "d", "e"], setup: [dEnded], then: "rm -r .agentvm/workspaces/d", status: 1,
      stderr: .error("the agent's workspace is gone: '@ROOT@/workspaces/d'"),
      after: ["list", "-q"], shows: .lines(["d"])),
    Row(["rename", "a", "b c"], setup: [aRuns], status: 1, stderr: .error(badName + "'b c'")),
    Row(
      ["rename", "a", "d"], setup: [aRuns, dEnded], status: 1,
      stderr: .error("something of that name exists: 'd'"),
      exists: [".agentvm/workspaces/a", ".agentvm/workspaces/d"]),
    Row(
      ["rename", "a", "o"], setup: [aRuns], prepare: "mkdir -p .agentvm/workspaces/o", status: 1,
      stderr: .error("something of that name exists: 'o'"), exists: [".agentvm/workspaces/a"]),
    Row(["clone", "a", "b c"], setup: [aRuns], status: 1, stderr: .error(badName + "'b c'")),
    Row(
      ["clone", "a", "d"], setup: [aRuns, dEnded], status: 1,
      stderr: .error("something of that name exists: 'd'"),
      exists: [".agentvm/workspaces/a", ".agentvm/workspaces/d"]),
    Row(
      ["clone", "a", "o"], setup: [aRuns], prepare: "mkdir -p .agentvm/workspaces/o", status: 1,
      stderr: .error("something of that name exists: 'o'"), exists: [".agentvm/workspaces/a"]),
    Row(["rename", "a", "a"], setup: [aRuns], status: 1, stderr: .error("it has this name: 'a'")),
    Row(["clone", "a", "a"], setup: [aRuns], status: 1, stderr: .error("*'a'")),
  ]

  static let cleanPurge: [Row] = [
    Row(["clean"], stdout: .lines(["==> nothing to remove"])),
    Row(
      ["clean"], setup: [dEnded, aRuns],
      stdout: .lines(["==> removed d (* KB)", "==> 1 agent, * KB freed"]),
      exists: [".agentvm/workspaces/a"], missing: parts(of: "d") + [".agentvm/state/d.log"]),
    Row(
      ["clean", "--dry-run"], setup: [dEnded],
      stdout: .lines(["==> would remove d (* KB)", "==> 1 agent, * KB would be freed"]),
      exists: [".agentvm/workspaces/d"]),
    Row(
      ["clean"], setup: [dEnded, ["clone", "d", "e"]],
      stdout: .lines(["==> removed d (* KB)", "==> 1 agent, * KB freed"]),
      stderr: .lines(["warn: lost or never started, and kept: 1 agent; --force removes them"]),
      exists: [".agentvm/workspaces/e"]),
    Row(
      ["clean", "-f"], setup: [dEnded, ["clone", "d", "e"]],
      stdout: .lines(["==> removed d (* KB)", "==> removed e (* KB)", "==> 2 agents, * KB freed"]),
      missing: [".agentvm/workspaces/e"]),
    Row(["purge"], stdout: .lines(["==> no agents"])),
    Row(
      ["purge"], setup: [aRuns, dEnded], input: "yes\n",
      stdout: .lines(["  a (* KB)", "  d (* KB)", "==> removed 2 agents, * KB"]),
      stderr: .includes(["remove 2 agents and all their work, * KB? type yes:*"]),
      exists: [".agentvm/env", ".agentvm/history.log"], missing: parts(of: "a") + parts(of: "d")),
    Row(
      ["purge"], setup: [dEnded], input: "y\n", status: 1, stdout: .lines(["  d (* KB)"]),
      stderr: .includes(["*nothing was done, for it was not confirmed"]),
      exists: [".agentvm/workspaces/d"]),
    Row(
      ["purge"], setup: [dEnded], status: 1, stdout: .lines(["  d (* KB)"]),
      stderr: .includes(["*nothing was done, for it was not confirmed"]),
      exists: [".agentvm/workspaces/d"]),
    Row(
      ["purge", "--force"], setup: [aRuns, dEnded], stdout: .lines(["==> removed 2 agents, * KB"]),
      missing: parts(of: "a") + parts(of: "d")),
  ]
}
