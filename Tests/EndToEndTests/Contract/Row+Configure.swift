extension Row {
  static let profilesKeys: [Row] = [
    Row(
      ["profiles"],
      stdout: .includes([
        "● demo *", "* claude-code *claude --dangerously-skip-permissions *", "",
        "● installed   ○ its program was not found",
      ]), missing: [".agentvm"]),
    Row(
      ["profiles"],
      files: [".agentvm/profiles/mine.env": "PROFILE_LABEL=\"My own\"\nPROFILE_CMD=\"cat -u\"\n"],
      stdout: .includes(["● mine *My own *cat -u*"])),
    Row(
      ["profiles", "--json"],
      stdout: .objects([
        "command": .text, "env_vars": .list, "installed": .flag, "label": .text, "name": .text,
        "state_dirs": .list,
      ])),
    Row(["keys"], stderr: .lines(["==> none is set; agentvm env set ANTHROPIC_API_KEY=..."])),
    Row(
      ["keys"], files: [".agentvm/env": "OPENAI_API_KEY=sk-1234567890abcdefghijklmnop\n"],
      environment: ["GROQ_API_KEY": "secret"],
      stdout: .lines([
        "OPENAI_API_KEY            sk-12345…mnop     env",
        "GROQ_API_KEY              se…               environment",
      ])),
  ]

  static let envConfig: [Row] = [
    Row(
      ["env"], files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      stdout: .lines(["A_KEY=01234567…stuv", "B=sh…"])),
    Row(
      ["env", "list"], files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      stdout: .lines(["A_KEY=01234567…stuv", "B=sh…"])),
    Row(
      ["env", "ls"], files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      stdout: .lines(["A_KEY=01234567…stuv", "B=sh…"])),
    Row(["env", "list"], exists: [".agentvm/env", ".agentvm/config"]),
    Row(
      ["env", "get", "B"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      stdout: .lines(["short"])),
    Row(
      ["env", "set", "C=d=e f"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      after: ["env", "get", "C"], shows: .lines(["d=e f"])),
    Row(
      ["env", "set", "C", "d", "e"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      after: ["env", "get", "C"], shows: .lines(["d e"])),
    Row(
      ["env", "set", "B=new"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      holds: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=new\n"]),
    Row(
      ["env", "unset", "B"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      holds: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\n"]),
    Row(
      ["env", "rm", "A_KEY"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      holds: [".agentvm/env": "B=short\n"]),
    Row(
      ["env", "unset", "X"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"],
      stderr: .lines(["warn: not set: 'X'"])),
    Row(["env", "path"], stdout: .lines(["@ROOT@/env"])),
    Row(
      ["env", "edit"], environment: ["EDITOR": "sh -c 'echo E=1 >>$0'"],
      after: ["env", "get", "E"], shows: .lines(["1"])),
    Row(["env", "edit"], environment: ["EDITOR": "", "VISUAL": "true"]),
    Row(["env", "edit"], environment: ["EDITOR": "false"], status: 1),
    Row(
      ["env", "edit"], environment: ["EDITOR": "/no/editor"], status: 1,
      stderr: .error("cannot run: *: '/no/editor'")),
    Row(
      ["env", "get", "X"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"], status: 1,
      stderr: .error("not set: 'X'")),
    Row(["env", "get"], status: 1, stderr: .includes(["agentvm: missing argument: 'KEY'"])),
    Row(["env", "set"], status: 1, stderr: .includes(["agentvm: missing argument: 'KEY=VALUE'"])),
    Row(["env", "unset"], status: 1, stderr: .includes(["agentvm: missing argument: 'KEY'"])),
    Row(
      ["env", "set", "X="], status: 1,
      stderr: .error("a value can't be empty: 'X'", try: "agentvm env unset X")),
    Row(
      ["env", "set", "X"], status: 1,
      stderr: .error("a value can't be empty: 'X'", try: "agentvm env unset X")),
    Row(["env", "set", "x=1"], status: 1, stderr: .error(badKey + "'x'")),
    Row(["env", "set", "1X=1"], status: 1, stderr: .error(badKey + "'1X'")),
    Row(
      ["env", "frob"], status: 1,
      stderr: .error("env knows list, get, set, unset, edit and path: 'frob'")),
    Row(
      ["env", "get", "B", "X"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"], status: 1,
      stderr: .includes(["agentvm: *'X'*"])),
    Row(
      ["env", "unset", "A_KEY", "B"],
      files: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"], status: 1,
      stderr: .includes(["agentvm: *'B'*"]),
      holds: [".agentvm/env": "A_KEY=0123456789abcdefghijklmnopqrstuv\nB=short\n"]),
    Row(["env", "list", "x"], status: 1, stderr: .includes(["agentvm: *'x'*"])),
    Row(["env", "path", "x"], status: 1, stderr: .includes(["agentvm: *'x'*"])),
    Row(
      ["config"],
      files: [
        ".agentvm/config": "AGENTVM_DEFAULT_PROFILE=demo\nlower=a long value that is shown\n"
      ], stdout: .lines(["AGENTVM_DEFAULT_PROFILE=demo", "lower=a long value that is shown"])),
    Row(
      ["config", "list"],
      files: [
        ".agentvm/config": "AGENTVM_DEFAULT_PROFILE=demo\nlower=a long value that is shown\n"
      ], stdout: .lines(["AGENTVM_DEFAULT_PROFILE=demo", "lower=a long value that is shown"])),
    Row(
      ["config", "get", "lower"],
      files: [
        ".agentvm/config": "AGENTVM_DEFAULT_PROFILE=demo\nlower=a long value that is shown\n"
      ], stdout: .lines(["a long value that is shown"])),
    Row(
      ["config", "set", "lower=1"],
      files: [
        ".agentvm/config": "AGENTVM_DEFAULT_PROFILE=demo\nlower=a long value that is shown\n"
      ], after: ["config", "get", "lower"], shows: .lines(["1"])),
    Row(
      ["config", "unset", "lower"],
      files: [
        ".agentvm/config": "AGENTVM_DEFAULT_PROFILE=demo\nlower=a long value that is shown\n"
      ], holds: [".agentvm/config": "AGENTVM_DEFAULT_PROFILE=demo\n"]),
    Row(["config", "unset", "nokey"], stderr: .lines(["warn: not set: 'nokey'"])),
    Row(["config", "path"], stdout: .lines(["@ROOT@/config"])),
    Row(
      ["config", "edit"], environment: ["EDITOR": "sh -c 'echo e=1 >>$0'"],
      after: ["config", "get", "e"], shows: .lines(["1"])),
    Row(["config", "get", "nokey"], status: 1, stderr: .error("not set: 'nokey'")),
    Row(
      ["config", "set"], status: 1, stderr: .includes(["agentvm: missing argument: 'KEY=VALUE'"])),
    Row(
      ["config", "set", "x="], status: 1,
      stderr: .error("a value can't be empty: 'x'", try: "agentvm config unset x")),
    Row(["config", "set", "a b=1"], status: 1, stderr: .includes(["agentvm: *'a b'"])),
    Row(
      ["config", "frob"], status: 1,
      stderr: .error("config knows list, get, set, unset, edit and path: 'frob'")),
    Row(
      ["config", "get", "lower", "x"],
      files: [
        ".agentvm/config": "AGENTVM_DEFAULT_PROFILE=demo\nlower=a long value that is shown\n"
      ], status: 1, stderr: .includes(["agentvm: *'x'*"])),
    Row(
      ["spawn", "a", "--", "cat"], files: [".agentvm/config": "AGENTVM_DEFAULT_PROFILE=nope\n"],
      status: 1, stderr: .error("no such profile: 'nope'", try: "*"), missing: parts(of: "a")),
  ]

  static let doctorUpgradeCompletion: [Row] = [
    Row(
      ["doctor"], files: [".agentvm/env": "OPENAI_API_KEY=sk-1\n"],
      stdout: .includes([
        "ok    supervisor **", "ok    home *@ROOT@ can be written",
        "ok    tmux *tmux * starts a session", "ok    sandbox *bubblewrap * confines a command",
        "ok    git *git version *", "ok    env file *@ROOT@/env is yours alone",
        "ok    keys *OPENAI_API_KEY", "ok    agents *0, all readable",
        "ok    layer seccomp *", "ok    layer network *", "ok    control *", "ok    secrets *",
        "ok    profile demo        *", "* ok, * warning*, 0 failures",
      ])),
    Row(
      ["doctor", "--strict"], status: 1,
      stdout: .includes([
        "warn  keys *no provider's key is set", "      try: agentvm env set ANTHROPIC_API_KEY=...",
      ])),
    Row(
      ["doctor"], prepare: "chmod 644 .agentvm/env",
      files: [".agentvm/env": "OPENAI_API_KEY=sk-1\n"],
      status: 1, stdout: .includes(["fail  env file **", "      try: chmod *"])),
    Row(
      ["doctor"],
      files: [
        ".agentvm/config": "AGENTVM_NOTIFY=sk-ant-api03-0123456789abcdef0123\n",
        ".agentvm/profiles/mine.env":
          "PROFILE_CMD=true\nPROFILE_SET_ENV=\"A_TOKEN=${MINE} B=ghp_0123456789abcdefghijklmnopqrstuvwxyz\"\n",
      ], status: 1,
      stdout: .includes([
        "fail  secrets *AGENTVM_NOTIFY in @ROOT@/config looks like a secret in plain text",
        "fail  secrets *PROFILE_SET_ENV in @ROOT@/profiles/mine.env looks like a secret*",
        "      try: agentvm env set NAME=..., and ${NAME} in its place",
      ])),
    Row(
      ["doctor"], setup: [["spawn", "a", "--no-sandbox", "--no-wait", "--", "cat"]],
      files: [".agentvm/config": "AGENTVM_ALLOW_HOSTS=${MY_HOSTS}\n"],
      stdout: .includes([
        "warn  agents *a runs unprotected", "      try: agentvm kill a, *",
        "warn  secrets *config refers to MY_HOSTS, which is not set",
      ])),
    Row(
      ["doctor"],
      setup: [
        ["spawn", "a", "--from-dir", "@HOME@/src", "--show-env-files", "--no-wait", "--", "cat"]
      ],
      files: ["src/.env": "K=v\n"],
      stdout: .includes([
        "warn  agents *a sees what may hold secrets: @ROOT@/workspaces/a/.env", "      try: rm *",
      ])),
    Row(
      ["doctor"], prepare: "mkdir -p .agentvm/run && chmod 755 .agentvm/run", status: 1,
      stdout: .includes([
        "fail  control *others may look into @ROOT@/run", "      try: chmod 700 @ROOT@/run",
      ])),
    Row(
      ["check"],
      stdout: .includes([
        "holds   namespaces *", "holds   capabilities *", "holds   seccomp *", "holds   limits *",
        "holds   network *", "standard  can be had",
      ])),
    Row(
      ["check", "--json"],
      stdout: .object([
        "layers": .objects(["enforced": .flag, "layer": .text, "text": .text]),
        "levels": .objects(["available": .flag, "lacks": .list, "level": .text]),
      ])),
    Row(
      ["run", "-p", "mine"],
      files: [
        ".agentvm/env": "MINE=from-the-env-file\n",
        ".agentvm/profiles/mine.env":
          "PROFILE_CMD=\"sh -c 'echo got $A ${#A}'\"\nPROFILE_SET_ENV='A=x${MINE}y B=${NONE}'\n",
      ], stdout: .lines(["got xfrom-the-env-filey 19"]),
      stderr: .includes(["warn: *B is not set, for NONE is not*"])),
    Row(
      ["doctor", "--json"], files: [".agentvm/env": "OPENAI_API_KEY=sk-1\n"],
      stdout: .object([
        "fail": .number,
        "findings": .objects(["check": .text, "hint": .textOrNull, "level": .text, "text": .text]),
        "ok": .number, "warn": .number,
      ])),
    Row(
      ["upgrade", "--dry-run"],
      prepare: """
        mkdir -p clone/.git clone/profiles
        touch clone/Package.swift clone/profiles/demo.env
        cp @PROGRAMS@/agentvm clone/
        """, program: "clone/agentvm",
      stdout: .includes([
        "==> agentvm runs from the clone @HOME@/clone",
        "would run: cd *@HOME@/clone* && git pull --ff-only",
        "would run: cd *@HOME@/clone* && swift build -c release",
      ])),
    Row(
      ["upgrade"],
      prepare: """
        mkdir -p clone/.git clone/profiles
        touch clone/Package.swift clone/profiles/demo.env
        cp @PROGRAMS@/agentvm clone/
        """, program: "clone/agentvm", status: 1,
      stdout: .includes(["==> agentvm runs from the clone @HOME@/clone"]),
      stderr: .includes([
        "agentvm: a step failed with status *: 'cd *@HOME@/clone* && git pull " + "--ff-only'"
      ])),
    Row(
      ["upgrade", "-n"], prepare: "mkdir alone; cp @PROGRAMS@/agentvm alone/",
      program: "alone/agentvm", status: 1,
      stderr: .error(
        "this program did not come from a clone that is still there; whatever "
          + "installed it updates it: '@HOME@/alone/agentvm'")),
    Row(["completion"], stdout: .lines(["usage: agentvm completion bash|zsh|fish"])),
    Row(
      ["completion", "bash"], stdout: .includes(["_agentvm() {", "complete -F _agentvm agentvm"]),
      missing: [".agentvm"]),
    Row(["completion", "zsh"], stdout: .includes(["#compdef agentvm"])),
    Row(["completion", "fish"], stdout: .includes(["complete -c agentvm *"])),
    Row(
      ["completion", "tcsh"], status: 1,
      stderr: .error("completion knows bash, zsh and fish: 'tcsh'")),
  ]

  static let rootVersionHelp: [Row] = [
    Row(["--frob"], status: 1, stderr: .error("no such command: '--frob'", try: "agentvm help")),
    Row(["root"], stdout: .lines(["@ROOT@"]), missing: [".agentvm"]),
    Row(["root"], environment: ["AGENTVM_HOME": "/other/home"], stdout: .lines(["/other/home"])),
    Row(["root"], environment: ["AGENTVM_HOME": ""], stdout: .lines(["@ROOT@"])),
    Row(["version"], stdout: .lines(["agentvm v*.*.*"]), missing: [".agentvm"]),
    Row(["--version"], stdout: .lines(["agentvm v*.*.*"]), missing: [".agentvm"]),
    Row(["-v"], stdout: .lines(["agentvm v*.*.*"]), missing: [".agentvm"]),
    Row(
      ["version", "x"], status: 1,
      stderr: .error("unexpected argument 'x'", try: "agentvm help version")),
    Row(
      [],
      stdout: .includes([
        "usage: agentvm COMMAND [ARGUMENTS]",
        "  spawn       Start an agent in a sandbox and session of its own.",
        "  list, ls    List agents.",
      ]), missing: [".agentvm"]),
    Row(
      ["help"],
      stdout: .includes([
        "usage: agentvm COMMAND [ARGUMENTS]",
        "  spawn       Start an agent in a sandbox and session of its own.",
        "  list, ls    List agents.",
      ]), missing: [".agentvm"]),
    Row(
      ["--help"],
      stdout: .includes([
        "usage: agentvm COMMAND [ARGUMENTS]",
        "  spawn       Start an agent in a sandbox and session of its own.",
        "  list, ls    List agents.",
      ]), missing: [".agentvm"]),
    Row(
      ["-h"],
      stdout: .includes([
        "usage: agentvm COMMAND [ARGUMENTS]",
        "  spawn       Start an agent in a sandbox and session of its own.",
        "  list, ls    List agents.",
      ]), missing: [".agentvm"]),
    Row(
      ["help", "spawn"],
      stdout: .includes([
        "agentvm spawn: Start an agent in a sandbox and session of its own.",
        "usage: agentvm spawn NAME *", "EXAMPLE:", "  agentvm spawn *",
      ])),
    Row(["help", "mv"], stdout: .includes(["agentvm rename: Give an agent another name."])),
    Row(
      ["spawn", "--help"], stdout: .includes(["usage: agentvm spawn NAME *"]), missing: [".agentvm"]
    ),
    Row(["help", "--man"], stdout: .includes([".TH AGENTVM 1 *", ".SS spawn *"])),
    Row(
      ["help", "frob"], status: 1, stderr: .error("no such command: 'frob'", try: "agentvm help")),
    Row(
      ["frob"], status: 1, stderr: .error("no such command: 'frob'", try: "agentvm help"),
      missing: [".agentvm"]),
    Row(
      ["spwan", "a"], status: 1, stderr: .error("no such command: 'spwan'", try: "agentvm spawn")),
  ]
}
