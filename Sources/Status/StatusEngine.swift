import AgentModel

/// Decides what an agent is doing, from what several sources say of it at their times. Pure: every
/// time, in milliseconds of one clock, is given.
///
/// A source of more authority is believed, until one of less says something else of a later time:
/// hooks do not tell of an interrupted turn, a screen does. What has just been said gets a moment for
/// the others to catch up.
package struct StatusEngine {
  /// Something said, and when.
  package struct Evidence: Equatable, Sendable {
    /// Who.
    package var source: AgentStatus.Source
    /// What.
    package var claim: StatusClaim
    /// The rule or event.
    package var rule: String
    /// What a person is shown.
    package var sentence: String?
    /// When, in milliseconds.
    package var at: Int
  }

  /// Milliseconds without output after which a screen is looked at: longer than an agent needs to
  /// draw a frame.
  package static let settled = 150
  /// Milliseconds after which a screen that never settles is looked at all the same.
  package static let restless = 1000
  /// Milliseconds that a source of less authority is behind.
  private static let grace = 700
  /// Milliseconds without output after which a screen that takes input outweighs a source that says
  /// the agent works: whatever works moves something.
  private static let calm = 900
  /// Milliseconds that work must last to be a turn, where only the screen or the stream tells of it: some
  /// agents say for a moment that they work while they start.
  private static let turn = 700
  /// Milliseconds without output after which nothing moves any more.
  private static let still = 2000
  /// Milliseconds after its start in which what looks like work is part of that, as long as it has never
  /// taken input.
  private static let warmUp = 3000
  /// Milliseconds without output, and without anything known, until nothing can be said.
  private static let patience = 8000

  private let rules: CompiledRules
  private var evidence: [AgentStatus.Source: Evidence] = [:]
  private var title = ""
  private var startedAt: Int
  private var lastOutput: Int
  private var lastLook = 0
  private var outputSinceLook = true
  private var hasBeenReady = false
  private var hasTurn = false
  private var workBegan: Int?
  private var lastMove: Int
  private var lastContent: [String] = []
  private(set) package var lastScreen: [String] = []
  private(set) package var lastCursorRow: Int?

  /// For an agent that is started now.
  package init(_ rules: CompiledRules, at now: Int) {
    self.rules = rules
    startedAt = now
    lastOutput = now
    lastMove = now
  }

  // MARK: what happens

  /// It has written something.
  package mutating func noteOutput(at now: Int) {
    lastOutput = now
    outputSinceLook = true
  }

  /// It was sent something.
  package mutating func notePrompt(at now: Int) {
    hasTurn = true
    evidence[.supervisor] = Evidence(
      source: .supervisor, claim: StatusClaim(.working), rule: "sent something", sentence: nil,
      at: now)
  }

  /// One of its hooks has reported.
  package mutating func take(hook event: String, sentence: String?, at now: Int) {
    guard let claim = rules.hooks[event] else { return }
    take(
      Evidence(
        source: .hook, claim: claim, rule: event,
        sentence: sentence.map(CompiledRules.sentence), at: now))
  }

  /// It has told its terminal something.
  package mutating func take(_ report: TerminalReport, at now: Int) {
    switch report {
    case .title(let title):
      guard title != self.title else { return }
      self.title = title
      guard let reading = rules.read(title: title) else {
        evidence[.title] = nil
        endWork(at: now)
        return
      }
      take(
        Evidence(
          source: .title, claim: reading.claim, rule: reading.rule, sentence: reading.sentence,
          at: now))
    case .status(let claim, let message):
      guard let claim else {
        evidence[.sequence] = nil
        endWork(at: now)
        return
      }
      take(
        Evidence(
          source: .sequence, claim: claim, rule: "OSC 7501",
          sentence: claim.word == .waiting ? message : nil, at: now))
    }
  }

  /// Its screen, as it is now, with the cursor in that row, where it is known.
  package mutating func take(screen: [String], cursorRow: Int? = nil, at now: Int) {
    let content = rules.content(of: screen)
    if content != lastContent { lastMove = lastOutput }
    lastContent = content
    lastScreen = screen
    lastCursorRow = cursorRow
    lastLook = now
    outputSinceLook = false
    guard let reading = rules.read(screen, cursorRow: cursorRow, title: title) else {
      evidence[.screen] = nil
      return
    }
    take(
      Evidence(
        source: .screen, claim: reading.claim, rule: reading.rule, sentence: reading.sentence,
        at: now))
  }

  private mutating func take(_ new: Evidence) {
    evidence[new.source] = new
    switch new.claim.word {
    case .ready:
      hasBeenReady = true
      endWork(at: new.at)
    case .working:
      // Before it took input for the first time, it only gets ready.
      if new.source == .hook { hasTurn = true }
      if hasBeenReady, workBegan == nil { workBegan = new.at }
    case .waiting, .failing: break
    }
  }

  private mutating func endWork(at now: Int) {
    if let workBegan, now - workBegan >= Self.turn { hasTurn = true }
    workBegan = nil
  }

  // MARK: what follows

  /// Milliseconds until its screen should be looked at; nil when there is no need.
  package func lookDue(at now: Int) -> Int? {
    guard rules.readsScreens, outputSinceLook else { return nil }
    let settled = lastOutput + Self.settled
    guard rules.knowsWork else { return max(0, settled - now) }
    return max(0, min(settled, max(lastLook, startedAt) + Self.restless) - now)
  }

  /// Milliseconds until time alone may change the verdict; nil when it can't.
  package func verdictDue(at now: Int) -> Int? {
    var times = [Self.calm, Self.still, Self.patience].map { lastOutput + $0 }
    times.append(startedAt + Self.warmUp)
    times.append(lastMove + Self.calm)
    times += evidence.values.map { $0.at + Self.grace }
    if let sent = evidence[.supervisor] { times.append(sent.at + Self.still) }
    return times.filter { $0 >= now }.min().map { $0 - now + 1 }
  }

  /// What it is doing.
  package func verdict(at now: Int) -> AgentStatus {
    guard let chosen = chosen(at: now) else { return byActivity(at: now) }
    var status: AgentStatus
    switch chosen.claim.word {
    case .ready: status = AgentStatus(hasTurn ? .done : .idle)
    case .working: status = AgentStatus(isWarmingUp(chosen, at: now) ? .starting : .working)
    case .waiting: status = AgentStatus(.waiting, kind: chosen.claim.kind)
    case .failing: status = AgentStatus(.failing, kind: chosen.claim.kind)
    }
    status.source = chosen.source
    status.rule = chosen.rule
    status.sentence = sentence(of: chosen)
    if let screen = evidence[.screen], chosen.source != .screen,
      screen.claim.word == chosen.claim.word
    {
      status.screenRule = screen.rule
    }
    return status
  }

  /// Whether somebody has said since that time that it works, or has come to ask something.
  package func worksSince(_ time: Int) -> Bool {
    evidence.values.contains {
      $0.source != .supervisor && $0.at > time
        && ($0.claim.word == .working || ($0.claim.word == .waiting && $0.source != .screen))
    }
  }

  /// What everybody said last, those of more authority first.
  package var testimony: [Evidence] { Self.authority.compactMap { evidence[$0] } }

  /// The terminal's title.
  package var shownTitle: String { title }

  private static let authority: [AgentStatus.Source] = [
    .supervisor, .hook, .sequence, .title, .screen,
  ]

  /// Whether nothing that matters has moved on its screen for a while.
  private func isCalm(at now: Int) -> Bool {
    let moved = rules.readsScreens ? lastMove : lastOutput
    return now - moved >= Self.calm
  }

  /// Whether what looks like work only belongs to its start: some animate that alike.
  private func isWarmingUp(_ chosen: Evidence, at now: Int) -> Bool {
    [.screen, .title].contains(chosen.source) && !hasBeenReady && !hasTurn
      && now - startedAt < Self.warmUp
  }

  private func chosen(at now: Int) -> Evidence? {
    var chosen: Evidence?
    for evidence in testimony {
      // Having been sent something is only a hint: in the end silence tells, or somebody else.
      if evidence.source == .supervisor, now - lastOutput > Self.still,
        now - evidence.at > Self.still
      {
        continue
      }
      guard let best = chosen else {
        chosen = evidence
        continue
      }
      if outweighs(evidence, best, at: now) { chosen = evidence }
    }
    return chosen
  }

  /// Whether a source of less authority is to be believed rather than the best of those above it.
  private func outweighs(_ new: Evidence, _ best: Evidence, at now: Int) -> Bool {
    // A screen on which nothing has changed is as it is now.
    let time = new.source == .screen && !outputSinceLook ? now : new.at
    guard time > best.at + Self.grace || (best.source == .supervisor && new.at > best.at) else {
      return false
    }
    guard new.claim != best.claim else { return false }
    if new.claim.word == best.claim.word { return best.claim.kind == nil && new.claim.kind != nil }
    switch (new.claim.word, best.claim.word) {
    case (.ready, .working) where new.source == .screen: return isCalm(at: now)
    case (.ready, .waiting) where new.source == .screen: return isCalm(at: now)
    // A word of its answer may look like work: but nothing moves.
    case (.working, .ready) where new.source == .screen:
      return now - lastOutput < Self.still && lastOutput > best.at + Self.grace
    case (.failing, .ready) where new.source == .screen:
      return lastOutput >= best.at - Self.grace
    default: return true
    }
  }

  /// What a person is shown: the source's own words, or the screen's for the same thing.
  private func sentence(of chosen: Evidence) -> String? {
    if let sentence = chosen.sentence, !sentence.isEmpty { return sentence }
    guard let screen = evidence[.screen], screen.claim.word == chosen.claim.word else { return nil }
    return screen.sentence
  }

  private func byActivity(at now: Int) -> AgentStatus {
    let quiet = now - lastOutput
    let isNew = !hasBeenReady && rules.readsScreens && rules.knowsWork
    // Of a plain command nothing else is ever known.
    if !isNew, quiet < (rules.knowsWork ? Self.still : Self.patience) {
      return AgentStatus(.working, source: .activity, rule: "it writes")
    }
    if quiet >= Self.patience || !isNew {
      return AgentStatus(.unknown, source: .activity, rule: "it is silent")
    }
    return AgentStatus(.starting, source: .activity, rule: "nothing is known yet")
  }
}
