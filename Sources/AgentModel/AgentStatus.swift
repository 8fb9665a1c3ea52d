/// What an agent is doing, as a person would say it: the one vocabulary of lists, JSON, the
/// dashboard and hooks.
package struct AgentStatus: Hashable, Sendable {
  /// The word for it.
  package enum Word: String, Sendable, CaseIterable {
    case starting
    /// It takes input, and was sent nothing yet.
    case idle
    case working
    /// A person must answer.
    case waiting
    /// It gets no further by itself, or only tries again.
    case failing
    /// Its turn has ended since it was sent something.
    case done
    case dead
    case unknown
  }

  /// What it waits for, or fails at.
  package enum Kind: String, Sendable, CaseIterable {
    case permission, question
    case signIn = "sign-in"
    case retrying, authentication
    case rateLimit = "rate-limit"
  }

  /// Who said so, in the order of authority.
  package enum Source: String, Sendable, CaseIterable {
    /// The agent's own hook, through the door.
    case hook
    /// The Program Status Protocol, OSC 7501, in what it wrote.
    case sequence
    /// The terminal's title.
    case title
    /// A rule for its screen.
    case screen
    /// Whether it writes.
    case activity
    /// What its supervisor knows itself: that it starts, was sent something, has ended.
    case supervisor
  }

  /// The word for it.
  package var word: Word
  /// More precisely; only of `waiting` and `failing`.
  package var kind: Kind?
  /// Since when.
  package var since: Timestamp?
  /// Who said so.
  package var source: Source
  /// The rule or event that decided.
  package var rule: String?
  /// The rule by which the screen says the same, where another source decided.
  package var screenRule: String?
  /// What it waits on, in its own words: a line that can be shown as it is.
  package var sentence: String?

  /// Makes one from its parts.
  package init(
    _ word: Word, kind: Kind? = nil, since: Timestamp? = nil, source: Source = .supervisor,
    rule: String? = nil, sentence: String? = nil
  ) {
    self.word = word
    self.kind = kind
    self.since = since
    self.source = source
    self.rule = rule
    self.sentence = sentence
  }

  /// The word, with its kind behind a slash: `waiting/permission`.
  package var text: String { word.rawValue + (kind.map { "/\($0.rawValue)" } ?? "") }

  /// Reads `text`'s form; nil for anything else.
  package init?(_ text: String, source: Source = .supervisor) {
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard let word = parts.first.flatMap(Word.init(rawValue:)) else { return nil }
    let kind = parts.count > 1 ? Kind(rawValue: parts[1]) : nil
    guard parts.count == 1 || kind != nil else { return nil }
    self.init(word, kind: kind, source: source)
  }

  /// Whether nothing goes on before a person acts.
  package var needsPerson: Bool {
    word == .waiting || (word == .failing && kind != .retrying)
  }
}

extension Agent {
  /// What it is doing: its supervisor's verdict while it lives.
  package var status: AgentStatus {
    switch state {
    case .starting: return AgentStatus(.starting, since: createdAt)
    case .running where run?.ending != nil:
      return AgentStatus(.dead, since: run?.endedAt, sentence: run?.ending?.sentence)
    case .running: return run?.status ?? AgentStatus(.starting, since: run?.startedAt)
    case .dead(let ending):
      return AgentStatus(.dead, since: run?.endedAt, sentence: ending?.sentence)
    }
  }
}

extension Ending {
  /// In words.
  package var sentence: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .killed(let signal): "signal \(signal)"
    case .lost: "lost"
    }
  }
}
