import AgentModel

/// What the stage inside says to its supervisor: words with a line each.
enum StageReport: Equatable {
  /// The agent's command runs.
  case started
  /// The command has stopped; it has been continued as often before.
  case stopped(resumes: Int32)
  /// The version of Landlock that holds.
  case landlock(Int32)
  /// What could not be set up, and the level needs.
  case missing(SandboxLayer)
  /// The command could not be run.
  case failed(status: Int32)
  /// The command has ended.
  case ended(Ending)
  /// A further command has ended; the text is its number.
  case commandEnded(String, Ending)

  /// Without its end.
  var line: String {
    switch self {
    case .started: "started"
    case .stopped(let resumes): "stopped \(resumes)"
    case .landlock(let version): "landlock \(version)"
    case .missing(let layer): "missing \(layer.rawValue)"
    case .failed(let status): "failed \(status)"
    case .ended(let ending): Self.words(ending)
    case .commandEnded(let id, let ending): "command \(id) \(Self.words(ending))"
    }
  }

  /// Reads a line; nil when it is none of these.
  init?(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    let number = words.last.flatMap { Int32($0) }
    switch (words.first, words.count, number) {
    case ("started", 1, _): self = .started
    case ("stopped", 2, let resumes?): self = .stopped(resumes: resumes)
    case ("landlock", 2, let version?): self = .landlock(version)
    case ("missing", 2, _):
      guard let layer = SandboxLayer(rawValue: words[1]) else { return nil }
      self = .missing(layer)
    case ("failed", 2, let status?): self = .failed(status: status)
    case ("command", 4, let number?):
      guard let ending = Self.ending(words[2], number) else { return nil }
      self = .commandEnded(words[1], ending)
    case (let word?, 2, let number?):
      guard let ending = Self.ending(word, number) else { return nil }
      self = .ended(ending)
    default: return nil
    }
  }

  private static func words(_ ending: Ending) -> String {
    switch ending {
    case .exited(let status): "exited \(status)"
    case .killed(let signal): "killed \(signal)"
    case .lost: "lost 0"
    }
  }

  private static func ending(_ word: String, _ number: Int32) -> Ending? {
    switch word {
    case "exited": .exited(status: number)
    case "killed": .killed(signal: number)
    case "lost": .lost
    default: nil
    }
  }
}
