import AgentModel

/// What the host refused.
package enum HostError: UserFacingError, Equatable {
  /// `errno` of the call that failed.
  case file(path: String, code: Int32, reason: String)
  case notARegularFile(path: String)
  case tooLarge(path: String, limit: Int)
  case cannotRun(program: String, code: Int32, reason: String)
  /// A test's host was asked for something that it was not told of.
  case refused(what: String)

  package var problem: String {
    switch self {
    case .file(_, _, let reason): reason
    case .notARegularFile: "not a regular file"
    case .tooLarge(_, let limit): "larger than \(limit) bytes"
    case .cannotRun(_, _, let reason): "cannot run: \(reason)"
    case .refused: "refused"
    }
  }

  package var culprit: String? {
    switch self {
    case .file(let path, _, _), .notARegularFile(let path), .tooLarge(let path, _): path
    case .cannotRun(let program, _, _): program
    case .refused(let what): what
    }
  }
}
