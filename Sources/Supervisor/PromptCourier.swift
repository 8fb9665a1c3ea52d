import AgentModel
import CLinux
import Glibc
import Status

/// Brings the agent its prompt: once its screen says that it is ready, as one paste; the submit
/// keys once the paste was taken. It looks only when the agent's output has settled, and at the
/// terminal's queue: bytes that the agent has not read yet are bytes that it has not taken.
final class PromptCourier {
  enum Outcome: Equatable {
    case delivered
    case failed(String)
    /// The turn that the prompt began is over.
    case turnDone
  }

  private enum Step: Equatable {
    case waitingForReady
    case waitingForTaking
    case waitingForReaction
    case waitingForTurnEnd
    case finished
  }

  /// Milliseconds without output after which a screen counts as settled: longer than any agent
  /// needs to draw a frame, and than Codex needs to tell a paste from typing (120).
  private static let settled = 150
  /// The same for an agent without a rule, of which nothing else is known.
  private static let settledWithoutRule = 400
  /// Milliseconds of silence after which an agent that echoes nothing has taken what it has read.
  private static let silence = 1000
  /// Milliseconds for the agent to take the paste, and to react to the keys.
  private static let reaction = 10000
  /// Milliseconds without output after which a ready screen means that the turn is over.
  private static let turnEnd = 1500
  private static let queueCheck = 20

  private let pane: Pane
  private let look: () -> [String]?
  private let rule: ScreenRule
  private let prompt: String?
  private let submitKeys: [String]
  private let startupKeys: [String]
  private let endsWithTurn: Bool
  private var step: Step
  private var deadline: Int
  private var stepStart: Int
  private var lastOutput: Int
  private var hasOutput = false
  private var hasLooked = false

  init(
    _ record: LaunchRecord, pane: Pane, rule: ScreenRule, look: @escaping () -> [String]?
  ) {
    self.pane = pane
    self.look = look
    self.rule = rule
    prompt = record.prompt
    submitKeys = record.submitKeys
    startupKeys = record.startupKeys
    endsWithTurn = record.endsWithTurn
    let now = milliseconds()
    stepStart = now
    lastOutput = now
    deadline = now + record.readyTimeout * 1000
    step = record.prompt == nil && record.startupKeys.isEmpty ? .finished : .waitingForReady
  }

  /// Milliseconds until `advance` has something to do; -1 for never.
  var timeout: Int {
    let now = milliseconds()
    let due: Int
    switch step {
    case .finished: return -1
    case .waitingForReady:
      due = hasLooked ? deadline : min(deadline, lastOutput + quietTime)
    case .waitingForTaking, .waitingForReaction: due = now + Self.queueCheck
    case .waitingForTurnEnd:
      guard !hasLooked else { return -1 }
      due = lastOutput + Self.turnEnd
    }
    return max(0, due - now)
  }

  /// Takes note that the agent has written something.
  func noteOutput() {
    lastOutput = milliseconds()
    hasOutput = true
    hasLooked = false
  }

  /// Does what is due; an outcome when there is news.
  func advance() -> Outcome? {
    switch step {
    case .waitingForReady: waitForReady()
    case .waitingForTaking: waitForTaking()
    case .waitingForReaction: waitForReaction()
    case .waitingForTurnEnd: waitForTurnEnd()
    case .finished: nil
    }
  }

  private var quiet: Int { milliseconds() - lastOutput }

  private var quietTime: Int {
    guard rule.isEmpty else { return Self.settled }
    return hasOutput ? Self.settledWithoutRule : Self.silence
  }

  private var isUnread: Bool { clinux_unread_input(0) > 0 }

  private func enter(_ step: Step, within patience: Int) {
    self.step = step
    stepStart = milliseconds()
    deadline = stepStart + patience
    hasLooked = false
  }

  private func fail(_ reason: String) -> Outcome {
    step = .finished
    return .failed(reason)
  }

  private func waitForReady() -> Outcome? {
    if milliseconds() >= deadline { return fail("the agent was not ready in time") }
    guard !hasLooked, quiet >= quietTime else { return nil }
    hasLooked = true
    if !rule.isEmpty {
      guard let screen = look(), rule.matches(screen) else { return nil }
    }
    if !startupKeys.isEmpty, !pane.press(startupKeys) { return fail("tmux did not take the keys") }
    guard let prompt else {
      step = .finished
      return nil
    }
    guard pane.paste(prompt) else { return fail("tmux did not take the paste") }
    enter(.waitingForTaking, within: Self.reaction)
    return nil
  }

  private func waitForTaking() -> Outcome? {
    if milliseconds() >= deadline { return fail("the agent did not take the prompt") }
    guard !isUnread else { return nil }
    let hasEchoed = lastOutput >= stepStart && quiet >= Self.settled
    let isSilent = lastOutput < stepStart && milliseconds() - stepStart >= Self.silence
    guard hasEchoed || isSilent else { return nil }
    guard pane.press(submitKeys) else { return fail("tmux did not take the keys") }
    enter(.waitingForReaction, within: Self.reaction)
    return nil
  }

  private func waitForReaction() -> Outcome? {
    if milliseconds() >= deadline { return fail("the agent did not react to the prompt") }
    guard !isUnread, lastOutput >= stepStart || rule.isEmpty else { return nil }
    if endsWithTurn, !rule.isEmpty {
      enter(.waitingForTurnEnd, within: 0)
    } else {
      step = .finished
    }
    return .delivered
  }

  private func waitForTurnEnd() -> Outcome? {
    guard !hasLooked, quiet >= Self.turnEnd else { return nil }
    hasLooked = true
    guard let screen = look(), rule.matches(screen) else { return nil }
    step = .finished
    return .turnDone
  }
}
