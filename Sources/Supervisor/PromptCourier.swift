import AgentModel
import CLinux
import Glibc
import Status

/// Brings the agent its prompts, one after the other: once its screen says that it is ready, as one
/// paste; the submit keys once the paste is seen whole in its input line; and once more what it has
/// lost or swallowed. It looks only when the agent's output has settled, and at the terminal's queue:
/// bytes that the agent has not read yet are bytes that it has not taken.
final class PromptCourier {
  enum Outcome: Equatable {
    case delivered
    case failed(String)
    /// The turn that the prompt began is over.
    case turnDone
  }

  /// A prompt on its way, and who waits for it: nil for the one that the agent was started with.
  private struct Errand {
    var text: String
    var caller: Int32?
    var patience: Int
  }

  private enum Step: Equatable {
    case idle
    case waitingForReady
    case waitingForTaking
    case waitingForReaction
    case waitingForTurnEnd
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
  /// Milliseconds after which a paste that is seen nowhere is lost, and keys that changed nothing were
  /// swallowed.
  private static let lost = 1500
  /// Milliseconds without output after which a ready screen means that the turn is over.
  private static let turnEnd = 1500
  private static let queueCheck = 20
  private static let lookPause = 100
  /// Milliseconds between two looks at a screen that never settles.
  private static let restless = 400
  /// How often a prompt is pasted, and its keys are pressed, at most.
  private static let attempts = 8

  private let pane: Pane
  private let look: () -> [String]?
  private let worksSince: (Int) -> Bool
  private let saysReady: ([String]) -> Bool
  private let rule: ScreenRule
  private let rules: CompiledRules
  private let submitKeys: [String]
  private var startupKeys: [String]
  private let endsWithTurn: Bool
  private var errands: [Errand] = []
  private var step: Step
  private var deadline: Int
  private var stepStart: Int
  private var lastOutput: Int
  private var hasOutput = false
  private var hasLooked = false
  private var nextLook = 0
  private var lastLook = 0
  private var pastes = 0
  private var presses = 0
  private var echoes = 0

  /// `look` captures the screen; `worksSince` tells whether a source has said since a time that the
  /// agent works; `saysReady` what all of the rules make of a screen.
  init(
    _ record: LaunchRecord, pane: Pane, rule: ScreenRule, rules: CompiledRules,
    look: @escaping () -> [String]?, worksSince: @escaping (Int) -> Bool,
    saysReady: @escaping ([String]) -> Bool
  ) {
    self.pane = pane
    self.look = look
    self.worksSince = worksSince
    self.saysReady = saysReady
    self.rule = rule
    self.rules = rules
    submitKeys = record.submitKeys
    startupKeys = record.startupKeys
    endsWithTurn = record.endsWithTurn
    let now = milliseconds()
    stepStart = now
    lastOutput = now
    deadline = now + record.readyTimeout * 1000
    step = .idle
    if let prompt = record.prompt {
      errands = [Errand(text: prompt, caller: nil, patience: record.readyTimeout * 1000)]
    }
    if record.prompt != nil || !startupKeys.isEmpty { step = .waitingForReady }
  }

  /// Takes a further prompt, for somebody who waits for the verdict.
  func take(_ text: String, for caller: Int32, patience: Int) {
    errands.append(Errand(text: text, caller: caller, patience: patience))
    if step == .idle { begin() }
  }

  /// Somebody no longer waits: what was not pasted yet is not.
  func forget(_ caller: Int32) {
    guard let index = errands.firstIndex(where: { $0.caller == caller }) else { return }
    if index > 0 || step == .waitingForReady {
      errands.remove(at: index)
      if index == 0 { begin() }
    }
  }

  /// Milliseconds until `advance` has something to do; -1 for never.
  var timeout: Int {
    let now = milliseconds()
    let due: Int
    switch step {
    case .idle: return -1
    case .waitingForReady:
      due = hasLooked ? deadline : min(deadline, lookTime)
    case .waitingForTaking, .waitingForReaction:
      due = rules.knowsComposer ? max(nextLook, now + Self.queueCheck) : now + Self.queueCheck
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

  /// Does what is due; an outcome when there is news, and who waits for it.
  func advance() -> (outcome: Outcome, caller: Int32?)? {
    let caller = errands.first?.caller
    let outcome: Outcome?
    switch step {
    case .waitingForReady: outcome = waitForReady()
    case .waitingForTaking: outcome = waitForTaking()
    case .waitingForReaction: outcome = waitForReaction()
    case .waitingForTurnEnd: outcome = waitForTurnEnd()
    case .idle: outcome = nil
    }
    guard let outcome else { return nil }
    if outcome != .turnDone, !errands.isEmpty { errands.removeFirst() }
    let isHeadless = outcome == .delivered && endsWithTurn && !rule.isEmpty && caller == nil
    if isHeadless { enter(.waitingForTurnEnd, within: 0) } else { begin() }
    return (outcome, caller)
  }

  private func begin() {
    guard let next = errands.first else {
      step = .idle
      return
    }
    pastes = 0
    presses = 0
    enter(.waitingForReady, within: next.patience)
  }

  private var quiet: Int { milliseconds() - lastOutput }

  /// When the screen is looked at next: once it has settled, or after a while if it never does.
  private var lookTime: Int {
    let settles = lastOutput + quietTime
    return rule.isEmpty ? settles : min(settles, max(lastLook, stepStart) + Self.restless)
  }

  private var quietTime: Int {
    guard rule.isEmpty else { return Self.settled }
    return hasOutput ? Self.settledWithoutRule : Self.silence
  }

  private func isReady(_ screen: [String]) -> Bool {
    rules.isEmpty ? rule.matches(screen) : saysReady(screen)
  }

  private var isUnread: Bool { clinux_unread_input(0) > 0 }

  private func enter(_ step: Step, within patience: Int) {
    self.step = step
    stepStart = milliseconds()
    deadline = stepStart + patience
    hasLooked = false
    nextLook = 0
  }

  private func waitForReady() -> Outcome? {
    if milliseconds() >= deadline { return .failed("the agent was not ready in time") }
    guard !hasLooked, milliseconds() >= lookTime else { return nil }
    hasLooked = true
    lastLook = milliseconds()
    var screen: [String]?
    if !rule.isEmpty {
      screen = look()
      // What somebody else is typing there is not mixed with it.
      guard let screen, isReady(screen), rules.holdsText(screen) != true, !isUnread else {
        return nil
      }
    }
    if !startupKeys.isEmpty {
      guard pane.press(startupKeys) else { return .failed("tmux did not take the keys") }
      startupKeys = []
    }
    guard let errand = errands.first else {
      step = .idle
      return nil
    }
    if let screen { echoes = PastedText(errand.text).count(on: screen) }
    guard pane.paste(errand.text) else { return .failed("tmux did not take the paste") }
    pastes += 1
    enter(.waitingForTaking, within: Self.reaction)
    return nil
  }

  private func waitForTaking() -> Outcome? {
    let now = milliseconds()
    if now >= deadline { return .failed("the agent did not take the prompt") }
    guard !isUnread else { return nil }
    guard rules.knowsComposer else {
      let hasEchoed = lastOutput >= stepStart && quiet >= Self.settled
      let isSilent = lastOutput < stepStart && now - stepStart >= Self.silence
      return hasEchoed || isSilent ? press() : nil
    }
    guard isLookDue(now), let errand = errands.first else { return nil }
    guard let screen = look() else { return nil }
    let text = PastedText(errand.text)
    // It may stand there wrapped, so that no line of it looks like an input line.
    if text.isWhole(on: screen, rules) || text.count(on: screen) > echoes { return press() }
    guard now - stepStart >= Self.lost else { return nil }
    if rules.holdsText(screen) != true, isReady(screen) {
      // It was lost on the way: by a dialog, or by an agent that has drawn itself anew.
      guard pastes < Self.attempts else { return .failed("the agent loses what is pasted") }
      enter(.waitingForReady, within: errand.patience)
    } else if rules.holdsText(screen) == true, now - stepStart >= 3 * Self.lost {
      return .failed("the agent shows another text than it was sent; nothing was submitted")
    }
    return nil
  }

  /// Whether the screen should be looked at now that the agent has got something.
  private func isLookDue(_ now: Int) -> Bool {
    guard now >= nextLook, quiet >= Self.settled || now - stepStart >= Self.restless else {
      return false
    }
    nextLook = now + Self.lookPause
    return true
  }

  private func press() -> Outcome? {
    guard pane.press(submitKeys) else { return .failed("tmux did not take the keys") }
    presses += 1
    enter(.waitingForReaction, within: Self.reaction)
    return nil
  }

  private func waitForReaction() -> Outcome? {
    let now = milliseconds()
    if now >= deadline { return .failed("the agent did not react to the prompt") }
    guard !isUnread else { return nil }
    guard rules.knowsComposer else {
      return lastOutput >= stepStart || rule.isEmpty ? .delivered : nil
    }
    if worksSince(stepStart) { return .delivered }
    guard isLookDue(now), let errand = errands.first else { return nil }
    guard let screen = look() else { return nil }
    if worksSince(stepStart) { return .delivered }
    let isHeld = rules.holdsText(screen) == true
    // What it was sent stands above its input line now.
    if !isHeld, PastedText(errand.text).count(on: screen) > echoes { return .delivered }
    guard now - stepStart >= Self.lost else { return nil }
    if isHeld, PastedText(errand.text).isWhole(on: screen, rules) {
      guard presses < Self.attempts else { return .failed("the agent does not submit the prompt") }
      return press()
    }
    if !isHeld, isReady(screen) {
      guard pastes < Self.attempts else { return .failed("the agent loses what is pasted") }
      enter(.waitingForReady, within: errand.patience)
    }
    return nil
  }

  private func waitForTurnEnd() -> Outcome? {
    guard !hasLooked, quiet >= Self.turnEnd else { return nil }
    hasLooked = true
    guard let screen = look(), isReady(screen) else { return nil }
    step = .idle
    return .turnDone
  }
}
