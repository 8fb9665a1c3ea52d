/// How an agent ended.
package enum Ending: Hashable, Sendable {
  case exited(status: Int32)
  case killed(signal: Int32)
  /// It vanished without a record: a reboot, a power cut, a supervisor killed.
  case lost

  /// What a shell would say: the status, or 128 + the signal; nil when lost.
  package var exitStatus: Int32? {
    switch self {
    case .exited(let status): status
    case .killed(let signal): 128 + signal
    case .lost: nil
    }
  }
}
