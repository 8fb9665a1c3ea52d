import AgentModel

/// What is wrong with a profile.
package enum ProfileError: UserFacingError, Equatable {
  case invalidName(String)
  case notFound(String, nearest: String?)
  case unreadable(profile: String, reason: String)
  case noCommand(String)
  case noProgram(profile: String, program: String)

  package var problem: String {
    switch self {
    case .invalidName: "a profile's name is letters, digits, '-' and '_'"
    case .notFound: "no such profile"
    case .unreadable(let profile, _): "the profile \(profile) can't be read"
    case .noCommand: "the profile names no command"
    case .noProgram(let profile, _): "the program of profile \(profile) is not installed"
    }
  }

  package var culprit: String? {
    switch self {
    case .invalidName(let name), .notFound(let name, _), .noCommand(let name): name
    case .unreadable(_, let reason): reason
    case .noProgram(_, let program): program
    }
  }

  package var hint: String? {
    switch self {
    case .notFound(_, let nearest?): "-p \(nearest)"
    case .notFound, .invalidName: "agentvm profiles"
    default: nil
    }
  }
}
