import AgentModel
import CLinux

extension Ending {
  /// Of what `wait` says of a process that has ended.
  init(waitStatus status: Int32) {
    self =
      clinux_exited(status) != 0
      ? .exited(status: clinux_exit_status(status)) : .killed(signal: clinux_term_signal(status))
  }
}
