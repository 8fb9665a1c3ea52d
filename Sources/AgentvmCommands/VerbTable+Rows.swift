extension VerbTable {
  static let rows: [Row] = lifecycle + observe + steer + configure

  private static let lifecycle: [Row] = [
    Row(
      name: "spawn", group: .lifecycle,
      usage: "NAME [-p PROFILE] [-P PROMPT] [-t K=V]… [options] [-- CMD…]", type: Spawn.self,
      operands: [.newName],
      example: "agentvm spawn fix-42 -p claude-code --from-git https://example.org/app.git"),
    Row(
      name: "swarm", group: .lifecycle, usage: "BASE COUNT [--add] [spawn's options] [-- CMD…]",
      type: Swarm.self, operands: [.newName, .text],
      example: "agentvm swarm crawler 5 -p claude-code -P task.md -t team=web"),
    Row(
      name: "run", group: .lifecycle,
      usage: "[-p PROFILE] [-P PROMPT] [--timeout S] [options] [--] CMD…", type: Run.self,
      operands: [.text], wordsAfter: 0,
      example: "agentvm run --timeout 600 -- make test"),
    Row(
      name: "here", group: .lifecycle, usage: "[-p PROFILE] [options] [--] [CMD…]",
      type: Here.self, operands: [.text], wordsAfter: 0, example: "agentvm here -- claude"),
    Row(
      name: "restart", group: .lifecycle, usage: "NAME [-e K=V]…", type: Restart.self,
      operands: [.agent, .text], example: "agentvm restart fix-42"),
    Row(
      name: "kill", group: .lifecycle, usage: "NAME…", type: Kill.self,
      operands: [.runningAgent], example: "agentvm kill crawler-1 crawler-2"),
    Row(
      name: "killall", group: .lifecycle, usage: "[-t K=V] [-f]", type: Killall.self,
      example: "agentvm killall -t team=web"),
    Row(
      name: "rename", aliases: ["mv"], group: .lifecycle, usage: "NAME NEW-NAME",
      type: Rename.self, operands: [.agent, .newName],
      example: "agentvm rename crawler-1 search"),
    Row(
      name: "tag", group: .lifecycle, usage: "NAME [K=V]… [--remove K]…", type: Tags.self,
      operands: [.agent, .tag], example: "agentvm tag search team=web --remove stage"),
    Row(
      name: "clone", aliases: ["cp"], group: .lifecycle, usage: "NAME COPY", type: Clone.self,
      operands: [.agent, .newName], example: "agentvm clone search search-b"),
    Row(
      name: "clean", group: .lifecycle, usage: "[-n] [-f]", type: Clean.self,
      example: "agentvm clean --dry-run"),
    Row(
      name: "purge", group: .lifecycle, usage: "[-f]", type: Purge.self, example: "agentvm purge"),
  ]

  private static let observe: [Row] = [
    Row(
      name: "watch", group: .observe, usage: "[-n SECONDS] [--once]", type: Watch.self,
      example: "agentvm watch"),
    Row(
      name: "grid", group: .observe, usage: "[NAME…] [-t K=V] [--tmux]", type: Grid.self,
      operands: [.runningAgent], example: "agentvm grid -t team=web"),
    Row(
      name: "list", aliases: ["ls"], group: .observe,
      usage: "[--json] [-q] [-t K=V] [-s STATE]", type: List.self,
      example: "agentvm list -s running"),
    Row(
      name: "ps", group: .observe, usage: "[-a] [--json]", type: Ps.self, example: "agentvm ps"),
    Row(
      name: "info", group: .observe, usage: "NAME [--json]", type: Info.self, operands: [.agent],
      example: "agentvm info crawler-1"),
    Row(
      name: "status", group: .observe,
      usage: "[NAME…] [--explain|--json|--tmux] [--record FILE [--state S]] [--check FILE…]",
      type: Status.self, operands: [.agent], example: "agentvm status crawler-1 --explain"),
    Row(
      name: "events", group: .observe, usage: "[-f] [-n EVENTS] [--json]", type: Events.self,
      example: "agentvm events -f"),
    Row(
      name: "logs", group: .observe,
      usage:
        "NAME… [-t K=V] [-n LINES|--since T] [--grep PATTERN] [-f|--previous] [--raw] [--unredacted]",
      type: Logs.self, operands: [.agent], example: "agentvm logs -t team=web --since 10m -f"),
    Row(
      name: "diff", group: .observe, usage: "NAME", type: Diff.self, operands: [.agent],
      example: "agentvm diff crawler-1"),
    Row(
      name: "network", group: .observe, usage: "NAME [--json]", type: Network.self,
      operands: [.agent], example: "agentvm network crawler-1"),
    Row(
      name: "wait", group: .observe, usage: "NAME… [--for STATE,…] [--any] [--timeout S]",
      type: Wait.self,
      operands: [.agent], example: "agentvm wait --for waiting,done --any crawler-1 crawler-2"),
    Row(
      name: "history", group: .observe, usage: "[-n EVENTS] [-e EVENT] [--json]",
      type: History.self, example: "agentvm history -e kill"),
    Row(
      name: "stats", group: .observe, usage: "[--json]", type: Stats.self,
      example: "agentvm stats"),
  ]

  private static let steer: [Row] = [
    Row(
      name: "attach", group: .steer, usage: "NAME", type: Attach.self,
      operands: [.runningAgent, .text], example: "agentvm attach crawler-1"),
    Row(
      name: "exec", group: .steer, usage: "NAME [-f FILE] [--no-enter|--deliver|--in] [--] TEXT…",
      type: Exec.self, operands: [.runningAgent, .text], wordsAfter: 1,
      example: "agentvm exec --in crawler-1 -- git log --oneline"),
    Row(
      name: "send", group: .steer, usage: "NAME FILE", type: Send.self,
      operands: [.runningAgent, .file], example: "agentvm send crawler-1 notes.md"),
    Row(
      name: "broadcast", group: .steer, usage: "[-t K=V] [--to NAME]… [--] TEXT…",
      type: Broadcast.self,
      operands: [.text], wordsAfter: 0,
      example: "agentvm broadcast -t team=web run the tests again"),
    Row(
      name: "allow", group: .steer, usage: "NAME HOST… [--always]", type: Allow.self,
      operands: [.runningAgent, .text], example: "agentvm allow crawler-1 pypi.org --always"),
    Row(
      name: "open", group: .steer, usage: "NAME", type: Open.self, operands: [.agent, .text],
      example: "agentvm open crawler-1"),
  ]

  private static let configure: [Row] = [
    Row(
      name: "profiles", group: .configure, usage: "[--json]", type: Profiles.self,
      example: "agentvm profiles"),
    Row(
      name: "keys", group: .configure, usage: "", type: Keys.self, example: "agentvm keys"),
    Row(
      name: "env", group: .configure, usage: "list|get K|set K=V|unset K|edit|path",
      type: EnvironmentVerb.self,
      operands: [.words(["list", "get", "set", "unset", "edit", "path"]), .environmentKey],
      example: "agentvm env set ANTHROPIC_API_KEY=..."),
    Row(
      name: "config", group: .configure, usage: "list|get K|set K=V|unset K|edit|path",
      type: ConfigurationVerb.self,
      operands: [.words(["list", "get", "set", "unset", "edit", "path"]), .configurationKey],
      example: "agentvm config set AGENTVM_DEFAULT_PROFILE=claude-code"),
    Row(
      name: "check", group: .configure, usage: "[--json]", type: Check.self,
      example: "agentvm check"),
    Row(
      name: "doctor", group: .configure, usage: "[--strict] [--json]", type: Doctor.self,
      example: "agentvm doctor --strict"),
    Row(
      name: "upgrade", group: .configure, usage: "[--dry-run]", type: Upgrade.self,
      example: "agentvm upgrade --dry-run"),
    Row(
      name: "completion", group: .configure, usage: "bash|zsh|fish", type: Completion.self,
      operands: [.shell], example: "source <(agentvm completion bash)"),
    Row(
      name: "root", group: .configure, usage: "", type: Root.self, example: "cd $(agentvm root)"),
    Row(
      name: "version", group: .configure, usage: "", type: Version.self,
      example: "agentvm version"),
    Row(
      name: "help", group: .configure, usage: "[COMMAND|--man]", type: Help.self,
      operands: [.verb, .text], example: "agentvm help spawn"),
    Row(
      name: "__complete", group: .configure, usage: "", type: Complete.self, wordsAfter: 0,
      example: "", isHidden: true),
    Row(
      name: "__notify", group: .configure, usage: "", type: Notify.self, wordsAfter: 0,
      example: "", isHidden: true),
  ]
}
