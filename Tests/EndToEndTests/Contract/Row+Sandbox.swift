extension Row {
  /// A folder of the user's, and being there.
  private static let source = ["src/file": "one\n"]

  static let sandbox: [Row] = [
    Row(
      ["here", "--", "true"], status: 1,
      stderr: .includes(["agentvm: no agent works in place on this folder: *"])),
    Row(
      ["here", "--sandbox", "standard", "--", "true"], status: 1,
      stderr: .error(
        "--sandbox standard can't be used together with: 'here'", try: "agentvm help here")),
    Row(
      ["here", "--no-sandbox", "--", "true"], status: 1,
      stderr: .error("--no-sandbox can't be used together with: 'here'", try: "agentvm help here")),
    Row(
      ["here", "--attach", "--", "true"], status: 1,
      stderr: .error("--attach can't be used together with: 'here'", try: "agentvm help here")),
    Row(
      ["spawn", "a", "--in-place", "src", "--no-wait", "--", "cat"], files: source,
      stdout: .includes(["    Workspace: @HOME@/src", "    Sandbox:   trusted"]),
      exists: ["src/file"], missing: [".agentvm/workspaces/a"]),
    Row(
      ["spawn", "a", "--in-place", "src", "--from-dir", "src"], files: source, status: 1,
      stderr: .error(
        "--from-dir can't be used together with: '--in-place'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--in-place", "src", "--no-sandbox"], files: source, status: 1,
      stderr: .error(
        "--in-place can't be used together with: '--no-sandbox'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--in-place", "src", "--sandbox", "standard"], files: source, status: 1,
      stderr: .error(
        "--in-place can't be used together with: '--sandbox standard'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--in-place", "none"], status: 1,
      stderr: .error("no such directory: '@HOME@/none'"), missing: [".agentvm/state/a.env"]),
    Row(
      ["spawn", "a", "--in-place", "."], status: 1,
      stderr: .error(
        "no agent works in place on this folder: '@HOME@'",
        try: "a folder of its own, or --from-dir for a copy")),
    Row(
      ["spawn", "a", "--sandbox", "loose"], status: 1,
      stderr: .includes(["agentvm: *--sandbox*trusted, standard*paranoid*'loose'"])),
    Row(
      ["spawn", "a", "--degrade", "namespaces"], status: 1,
      stderr: .includes(["agentvm: *--degrade*seccomp, landlock, limits*cgroup*'namespaces'"])),
    Row(
      ["spawn", "a", "--degrade", "seccomp", "--no-sandbox"], status: 1,
      stderr: .error(
        "--degrade can't be used together with: '--no-sandbox'", try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--sandbox", "paranoid", "--network", "host"], status: 1,
      stderr: .error(
        "--network host can't be used together with: '--sandbox paranoid'",
        try: "agentvm help spawn")),
    Row(
      ["spawn", "a", "--cpus", "none"], status: 1,
      stderr: .includes(["agentvm: *--cpus*'none'"])),
    Row(
      ["spawn", "a", "--cpus", "1", "--degrade", "cgroup"], status: 1,
      stderr: .error(
        "--cpus can't be used together with: '--degrade cgroup'", try: "agentvm help spawn")),
    Row(
      ["run", "--sandbox", "trusted", "--keep", "--name", "a", "--", "true"],
      stderr: .includes(["==> started a"]), after: ["list"],
      shows: .includes(["a                   dead      -       trusted   -           20*Z    -"])),
    Row(
      ["run", "--keep", "--name", "a", "--", "true"],
      files: [".agentvm/config": "AGENTVM_SANDBOX=trusted\n"],
      stderr: .includes(["==> started a"]), after: ["info", "a"],
      shows: .includes(["  Sandbox       bwrap, trusted"])),
    Row(
      ["run", "--keep", "--name", "a", "-p", "mine"],
      files: [".agentvm/profiles/mine.env": "PROFILE_CMD=true\nPROFILE_SANDBOX=trusted\n"],
      stderr: .includes(["==> started a"]), after: ["info", "a"],
      shows: .includes(["  Sandbox       bwrap, trusted"])),
    Row(
      ["run", "-p", "mine"],
      files: [".agentvm/profiles/mine.env": "PROFILE_CMD=true\nPROFILE_SANDBOX=loose\n"],
      status: 1,
      stderr: .includes(["agentvm: *PROFILE_SANDBOX is trusted, standard or paranoid*"])),
    Row(
      ["config", "set", "AGENTVM_SANDBOX=loose"], status: 1,
      stderr: .includes(["agentvm: AGENTVM_SANDBOX is trusted, standard or paranoid*"])),
  ]
}
