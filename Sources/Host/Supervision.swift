import AgentModel

/// How a command ended that a supervisor was asked to run.
package enum CommandEnd: Sendable, Equatable {
  /// Its exit status, or 128 + the signal that ended it.
  case ended(Int32)
  /// The agent ended, and the command with it.
  case agentEnded
  /// Too many are running already; it was not started.
  case busy
}

/// The supervisors of agents, through the sockets that they hold open for their own user.
package protocol Supervision: Sendable {
  /// Runs a command inside an agent's sandbox: this process's standard streams are relayed to it
  /// and from it. A signal that asks this process to end ends the command. Throws `HostError.file`
  /// when nobody listens at the socket.
  func execute(_ words: [String], at socket: String) throws(HostError) -> CommandEnd

  /// Has a prompt delivered; nil once the agent has taken it, else why it has not. Waits as long as
  /// that takes. Throws `HostError.file` when nobody listens.
  func deliver(_ prompt: [UInt8], seconds: Int, at socket: String) throws(HostError) -> String?

  /// Sends a message; the answer, or nil where the supervisor ended first. Throws `HostError.file` when
  /// nobody listens.
  func ask(_ message: [UInt8], at socket: String) throws(HostError) -> ControlAnswer?
}
