import AgentModel
import AgentStore
import Host
import Redaction

/// Runs an agent once: what it writes comes out as it comes, and the command ends as it ends.
package struct RunAgent {
  private let context: Context
  private let name: AgentName
  private let given: [String]

  private static let timeoutStatus: Int32 = 124
  private static let interruptStatus: Int32 = 130

  /// For the home of that context, and an agent that was given these values by hand.
  package init(_ context: Context, _ name: AgentName, given: [String: String] = [:]) {
    self.context = context
    self.name = name
    self.given = given.filter { SecretVariable.isOne($0.key) }.map(\.value)
  }

  /// How it went.
  package struct Outcome {
    /// The command's exit status.
    package var exitStatus: Int32
    /// Whether it was ended because time ran out.
    package var timedOut = false
    /// Why its prompt was not delivered.
    package var promptProblem: String?
    /// Why something of the agent is left.
    package var remains: (any UserFacingError)?
  }

  /// Follows an agent that was started to its end, at most `seconds`; unless it is kept, nothing of
  /// it is left. Throws `HostError` or `WorkflowError`.
  package func follow(seconds: Double?, showing: Bool, keep: Bool) throws -> Outcome {
    do {
      var outcome = try follow(seconds: seconds, from: showing ? .start : .end)
      if !keep { outcome.remains = discard() }
      return outcome
    } catch {
      if !keep { _ = discard() }
      throw error
    }
  }

  private func follow(seconds: Double?, from start: ReadLog.Place) throws -> Outcome {
    let deadline = seconds.map { context.host.clock.deadline(in: $0) }
    // What the agent was given it may not show; whatever else it writes is its output.
    let redactor = AgentSecrets(context).redactor(
      for: name, onlyKnown: true, given: given)
    let output = LogOutput(context, redactor: redactor)
    let end = try ReadLog(context, name, isRaw: false, output: output).follow(
      from: start, until: deadline)
    switch end {
    case .agentEnded: break
    case .interrupted, .outputFailed:
      _ = StopAgents(context).run([name])
      return Outcome(exitStatus: RunAgent.interruptStatus)
    case .timeout:
      _ = StopAgents(context).run([name])
      return Outcome(exitStatus: RunAgent.timeoutStatus, timedOut: true)
    }
    let record = context.store.runRecord(name)
    var outcome = Outcome(exitStatus: record?.ending?.exitStatus ?? 1)
    if record?.prompt == .failed { outcome.promptProblem = record?.promptProblem }
    return outcome
  }

  /// Removes the agent; returns why it could not.
  private func discard() -> (any UserFacingError)? {
    _ = StopAgents(context).run([name])
    do {
      let lock = try context.store.lock(name)
      defer { lock.release() }
      try context.store.remove(name)
      return nil
    } catch { return error as? any UserFacingError }
  }
}
