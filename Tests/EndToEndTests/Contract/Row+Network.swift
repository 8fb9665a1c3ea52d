extension Row {
  private static let report: [String: Match.Kind] = [
    "allowed": .list, "exposed": .list, "name": .text, "network": .text, "reached": .list,
    "refused": .list,
  ]
  private static let allowed = [
    "run", "--keep", "--name", "d", "--allow", "a.example", "--expose", "8080", "--", "true",
  ]

  static let network: [Row] = [
    Row(
      ["network", "d"], setup: [dEnded],
      stdout: .lines(["==> d reaches what is allowed, through the gate"])),
    Row(
      ["network", "d"],
      setup: [["run", "--keep", "--name", "d", "--network", "none", "--", "true"]],
      stdout: .lines(["==> d has no network"])),
    Row(
      ["network", "d"], setup: [["run", "--keep", "--name", "d", "--no-sandbox", "--", "true"]],
      stdout: .lines(["==> d is on the host's own network; nothing is kept from it"])),
    Row(["network", "d", "--json"], setup: [allowed], stdout: .object(report)),
    Row(
      ["network", "d", "--json"], setup: [allowed],
      stdout: .lines([
        #"{"allowed":["a.example"],"exposed":[8080],"name":"d","network":"allow","reached":[],"refused":[]}"#
      ])),
    Row(
      ["network", "d"],
      setup: [
        ["run", "--keep", "--name", "d", "--", "sh", "-c", "getent hosts b.example || true"]
      ],
      stdout: .includes(["==> d reaches *", "1 * b.example:443 *no rule allows this host"]),
      exists: [".agentvm/audit.jsonl"]),
    Row(
      ["info", "d"], setup: [allowed],
      stdout: .includes(["  Network       allow a.example localhost:8080"])),
    Row(["network", "none"], status: 1, stderr: .includes(["agentvm: no such agent: 'none'"])),
    Row(
      ["allow", "a", "b.example", ".c.example:8443"], setup: [aRuns],
      stdout: .lines(["==> a may reach b.example .c.example:8443"])),
    Row(
      ["allow", "a", "@dev", "--always"], setup: [aRuns],
      stdout: .lines(["==> a may reach @dev"]), after: ["info", "a"],
      shows: .includes(["  Network       allow @dev"])),
    Row(
      ["allow", "d", "b.example", "--always"], setup: [dEnded],
      stdout: .lines(["==> d may reach b.example"])),
    Row(
      ["allow", "d", "b.example"], setup: [dEnded], status: 1,
      stderr: .error("the agent is not running: 'd'", try: "agentvm restart d")),
    Row(
      ["allow", "a", "b.example"], setup: [["spawn", "a", "--network", "none", "--", "cat"]],
      status: 1, stderr: .error("the agent has no network: 'a'")),
    Row(
      ["allow", "a", "b.example"], setup: [["spawn", "a", "--network", "host", "--", "cat"]],
      status: 1, stderr: .error("the agent is on the host's own network: 'a'")),
    Row(
      ["allow", "a", "10.0.0.1"], setup: [aRuns], status: 1,
      stderr: .error(
        "only names can be allowed, not addresses: '10.0.0.1'",
        try: "agentvm spawn … --expose PORT, for a service of this machine")),
    Row(
      ["allow", "a", "*.example.com"], setup: [aRuns], status: 1,
      stderr: .error(
        "not a host's name, like api.example.com, or .example.com for all below it: "
          + "'*.example.com'")),
    Row(
      ["config", "set", "AGENTVM_NETWORK=some"], status: 1,
      stderr: .error("AGENTVM_NETWORK is allow, none or host: 'some'")),
    Row(
      ["network", "d"],
      setup: [["config", "set", "AGENTVM_NETWORK=none"], dEnded],
      stdout: .lines(["==> d has no network"])),
    Row(
      ["info", "d"], setup: [["config", "set", "AGENTVM_ALLOW_HOSTS=127.0.0.1"]], status: 1,
      stderr: .includes(["agentvm: no such agent: 'd'"])),
    Row(
      ["spawn", "d", "--", "true"], setup: [["config", "set", "AGENTVM_ALLOW_HOSTS=127.0.0.1"]],
      status: 1,
      stderr: .includes(["agentvm: only names can be allowed, not addresses: '127.0.0.1'"])),
  ]
}
