import AgentvmTestSupport
import FoundationEssentials
import Host

/// What tests of the status need of a home.
extension TestHome {
  /// What `status --json` shows of an agent.
  struct Shown: Decodable {
    var name: String
    var state: String
    var kind: String?
    var source: String
    var rule: String?
    var sentence: String?
    /// `waiting/permission`.
    var text: String { state + (kind.map { "/\($0)" } ?? "") }
  }

  /// A line of `events --json`.
  struct Event: Decodable {
    var name: String
    var old: String
    var new: String
    var sentence: String
  }

  func shown(_ agent: String) throws -> Shown {
    let result = try run("status", agent, "--json")
    return try JSONDecoder().decode([Shown].self, from: Data(result.output))[0]
  }

  /// Whether the agent comes to be in a state, `waiting/permission` for example.
  func shows(_ agent: String, _ text: String, within seconds: Double = 20) -> Bool {
    Until.true(seconds: seconds) { try shown(agent).text == text }
  }

  /// All events of an agent.
  func events(of agent: String) throws -> [Event] {
    try run("events", "-n", "100000", "--json").text.split(separator: "\n")
      .map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
      .filter { $0.name == agent }
  }

  /// Waits until the agent is in one of the states.
  func reaches(_ agent: String, _ states: String) throws -> Bool {
    try run("wait", agent, "--for", states, "--timeout", "30").status == 0
  }

  /// Writes the profile `mine`: nothing but what its hooks say.
  func writeHooks() throws {
    try write(".agentvm/profiles/mine.env", "PROFILE_CMD=\"cat\"\n")
    try write(
      ".agentvm/profiles/mine.status.yaml",
      "hooks:\n  Go: working\n  Ask: waiting/permission\n  Stop: ready\n")
  }

  /// Reports as a hook of the agent does.
  func report(_ agent: String, _ event: String, _ json: String = "{}") throws {
    try run("exec", "--in", agent, "--", "/run/agentvm/stage", "report", event, json)
  }

  /// Writes a script of this HOME that adds its words, each in brackets, to the file `told`.
  func writeTeller(_ path: String, _ more: String = "") throws {
    let script =
      "#!/bin/bash\nline=$(printf '[%s]' \"$@\"; echo .)\n"
      + "printf '%s\\n' \"${line%.}\" >>'\(self.path)/told'\n\(more)\n"
    try write(path, script, permissions: 0o755)
  }

  /// What it was called with.
  var told: [String] { (read("told") ?? "").split(separator: "\n").map(String.init) }
}
