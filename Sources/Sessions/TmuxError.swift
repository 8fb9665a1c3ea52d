import AgentModel

/// What went wrong with tmux.
package enum TmuxError: UserFacingError, Equatable {
  case notInstalled
  case failed(reason: String)

  package var problem: String {
    switch self {
    case .notInstalled: "a program that agentvm needs is not installed"
    case .failed: "tmux did not do as it was told"
    }
  }

  package var culprit: String? {
    switch self {
    case .notInstalled: "tmux"
    case .failed(let reason): reason
    }
  }

  package var hint: String? {
    switch self {
    case .notInstalled: "apt install tmux"
    case .failed: nil
    }
  }
}
