import AgentModel
import FoundationEssentials

/// An agent as JSON: the original's keys with their names and types, and ours beside them.
struct AgentJSON: Encodable {
  let agent: Agent
  let now: Timestamp
  var withDetails = false

  private enum Key: String, CodingKey {
    case name, status, sandbox, profile, workspace, session, tags, did, pid, gitlawb, state
    case createdAt = "created_at"
    case logFile = "log_file"
    case exitStatus = "exit_status"
    case exitSignal = "exit_signal"
    case endedAt = "ended_at"
    case home, uid
    case uptimeS = "uptime_s"
    case timedOut = "timed_out"
    case promptState = "prompt_state"
    case sbProfile = "sb_profile"
    case promptFile = "prompt_file"
    case extraCmd = "extra_cmd"
    case sandboxLevel = "sandbox_level"
    case degraded
    case inPlace = "in_place"
    case network
    case allowedHosts = "allowed_hosts"
    case exposedPorts = "exposed_ports"
    case stateKind = "state_kind"
    case stateSince = "state_since"
    case stateSource = "state_source"
    case stateSentence = "state_sentence"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(agent.name.description, forKey: .name)
    try values.encode(agent.state.status, forKey: .status)
    let status = agent.status
    try values.encode(status.word.rawValue, forKey: .state)
    try values.encode(status.kind?.rawValue, forKey: .stateKind)
    try values.encode(status.since?.description, forKey: .stateSince)
    try values.encode(status.source.rawValue, forKey: .stateSource)
    try values.encode(status.sentence, forKey: .stateSentence)
    try values.encode(agent.sandbox.backend, forKey: .sandbox)
    try values.encode(agent.profile ?? "", forKey: .profile)
    try values.encode(agent.workspace, forKey: .workspace)
    try values.encode(agent.home, forKey: .home)
    try values.encode(agent.session, forKey: .session)
    try values.encode(agent.createdAt?.description ?? "", forKey: .createdAt)
    try values.encode(agent.shownTags, forKey: .tags)
    try values.encode(agent.did ?? "", forKey: .did)
    try values.encode(agent.logFile, forKey: .logFile)
    try values.encode(agent.pid, forKey: .pid)
    try values.encode(agent.did != nil, forKey: .gitlawb)
    try values.encode(agent.uid, forKey: .uid)
    try values.encode(agent.run?.prompt?.rawValue, forKey: .promptState)
    try values.encode(Uptime.seconds(of: agent, now: now), forKey: .uptimeS)
    try values.encode(agent.run?.timedOut ?? false, forKey: .timedOut)
    try encodeEnding(into: &values)
    try values.encode(agent.sandbox.rawValue, forKey: .sandboxLevel)
    try values.encode(agent.degraded.map(\.rawValue), forKey: .degraded)
    guard withDetails else { return }
    try values.encode(agent.place, forKey: .inPlace)
    try values.encodeNil(forKey: .sbProfile)
    try values.encode(agent.promptFile ?? "", forKey: .promptFile)
    try values.encode(agent.shownCommand, forKey: .extraCmd)
    try values.encode(agent.network.mode?.rawValue, forKey: .network)
    try values.encode(agent.network.allowed, forKey: .allowedHosts)
    try values.encode(agent.network.exposed, forKey: .exposedPorts)
  }

  private func encodeEnding(into values: inout KeyedEncodingContainer<Key>) throws {
    var status: Int32?
    var signal: Int32?
    if case .dead(let ending?) = agent.state {
      switch ending {
      case .exited(let code): status = code
      case .killed(let number): signal = number
      case .lost: break
      }
    }
    try values.encode(status, forKey: .exitStatus)
    try values.encode(signal, forKey: .exitSignal)
    try values.encode(
      agent.state.isDead ? agent.run?.endedAt?.description : nil, forKey: .endedAt)
  }
}

/// JSON on one line.
enum JSONText {
  static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
