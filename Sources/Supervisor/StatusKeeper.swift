import AgentModel
import Glibc
import Redaction
import Status

/// Keeps an agent's status: listens to its hooks and its stream, looks at its screen when that has
/// settled, and tells when the verdict is another one.
final class StatusKeeper {
  private var engine: StatusEngine
  private var scanner = TerminalReportScanner()
  private let rules: CompiledRules
  private let redactor: Redactor
  private let pane: Pane
  private var shown = AgentStatus(.starting, since: Timestamp(seconds: time(nil)))
  private var lastChange: Int

  /// Milliseconds between two changes, so that no agent can make its supervisor write without end.
  private static let pause = 120

  /// `redactor` takes secrets out of what is shown of the agent.
  init(_ rules: CompiledRules, pane: Pane, redactor: Redactor) {
    self.redactor = redactor
    let now = milliseconds()
    engine = StatusEngine(rules, at: now)
    lastChange = now - Self.pause
    self.rules = rules
    self.pane = pane
  }

  /// Milliseconds until `advance` has something to do; -1 for never.
  var timeout: Int {
    let now = milliseconds()
    let dues = [engine.lookDue(at: now), engine.verdictDue(at: now)].compactMap { $0 }
    guard let due = dues.min() else { return -1 }
    return max(due, lastChange + Self.pause - now, 0)
  }

  /// Takes note of what the agent has written.
  func take(_ bytes: UnsafeRawBufferPointer) {
    let now = milliseconds()
    engine.noteOutput(at: now)
    for report in scanner.take(bytes) { engine.take(report, at: now) }
  }

  func take(_ report: HookReport) {
    engine.take(hook: report.event, sentence: report.sentence, at: milliseconds())
  }

  /// Whether a source has said since that time that the agent works.
  func worksSince(_ time: Int) -> Bool { engine.worksSince(time) }

  /// Whether the rules say of a screen, and of the title as it is, that the agent takes input: also
  /// when its last turn has failed.
  func saysReady(_ screen: [String]) -> Bool {
    let title = engine.shownTitle
    if let reading = rules.read(title: title), reading.claim.word != .ready { return false }
    guard let claim = rules.read(screen, title: title)?.claim else { return false }
    let hasFailed = claim.word == .failing && claim.kind != .retrying
    return claim.word == .ready || (hasFailed && rules.ready.matches(screen))
  }

  /// Takes note that the agent was sent something; the new status, when it is another one. At once,
  /// for whoever has sent it may ask for the status next.
  func notePrompt() -> (old: AgentStatus, new: AgentStatus)? {
    engine.notePrompt(at: milliseconds())
    return change(to: engine.verdict(at: milliseconds()))
  }

  /// Looks at the screen; nil when tmux does not answer.
  func look() -> [String]? {
    guard let (screen, cursorRow) = pane.screen() else {
      // Not once more before something is written.
      engine.take(
        screen: engine.lastScreen, cursorRow: engine.lastCursorRow, at: milliseconds())
      return nil
    }
    engine.take(screen: screen, cursorRow: cursorRow, at: milliseconds())
    return screen
  }

  /// Does what is due; the new status, when it is another one.
  func advance() -> (old: AgentStatus, new: AgentStatus)? {
    let now = milliseconds()
    guard now - lastChange >= Self.pause else { return nil }
    if engine.lookDue(at: now) == 0 { _ = look() }
    let verdict = engine.verdict(at: milliseconds())
    return change(to: verdict)
  }

  private func change(to verdict: AgentStatus) -> (old: AgentStatus, new: AgentStatus)? {
    var verdict = verdict
    verdict.since = shown.since
    verdict.sentence = verdict.sentence.map(redactor.redacted)
    let isAnother = verdict.word != shown.word || verdict.kind != shown.kind
    guard verdict != shown else { return nil }
    if isAnother { verdict.since = Timestamp(seconds: time(nil)) }
    let old = shown
    shown = verdict
    lastChange = milliseconds()
    return (old, verdict)
  }

  /// How the status came about: lines of a word and its value.
  func explanation() -> String {
    let now = milliseconds()
    var lines: [String] = []
    lines.append("status \(shown.text)")
    lines.append("source \(shown.source.rawValue)")
    lines.append("rule \(shown.rule ?? "-")")
    if let sentence = shown.sentence { lines.append("sentence \(sentence)") }
    lines.append("title \(redactor.redacted(engine.shownTitle))")
    for item in engine.testimony {
      let age = max(0, now - item.at)
      lines.append("said \(item.source.rawValue) \(age) \(item.claim.text) \(item.rule)")
    }
    // What may still come lies on the screen as it is now.
    for line in look() ?? engine.lastScreen { lines.append("screen \(redactor.redacted(line))") }
    return lines.joined(separator: "\n")
  }
}
