import AgentModel

/// What the store can't do.
package enum StoreError: UserFacingError, Equatable {
  case noHome
  case noSuchAgent(String, nearest: String?)
  case brokenState(path: String, reason: String)
  case unreadableHome(path: String, reason: String)
  case busy(AgentName)
  case noUidLeft(range: String)
  case invalidUidRange(String)
  case untrustedFolder(path: String)

  package var problem: String {
    switch self {
    case .noHome: "neither AGENTVM_HOME nor HOME is set"
    case .noSuchAgent: "no such agent"
    case .brokenState(_, let reason): "a state file can't be read (\(reason))"
    case .unreadableHome(_, let reason): "this home can't be read (\(reason))"
    case .busy: "another command is working on the agent"
    case .noUidLeft: "every uid of the range for agents is taken"
    case .invalidUidRange: "AGENTVM_UID_RANGE is FIRST-LAST, from 1000 to 2147483647"
    case .untrustedFolder: "a folder that must be yours alone is not"
    }
  }

  package var culprit: String? {
    switch self {
    case .noHome: nil
    case .noSuchAgent(let name, _): name
    case .brokenState(let path, _), .unreadableHome(let path, _), .untrustedFolder(let path): path
    case .busy(let name): name.description
    case .noUidLeft(let range), .invalidUidRange(let range): range
    }
  }

  package var hint: String? {
    switch self {
    case .noSuchAgent(_, let nearest?): "agentvm info \(nearest)"
    case .noSuchAgent: "agentvm list"
    default: nil
    }
  }
}
