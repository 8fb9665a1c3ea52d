import AgentModel
import AgentStore
import Workflows

/// What could come next on a command line.
struct Completer {
  private let context: Context

  /// For the home of that context.
  init(_ context: Context) { self.context = context }

  /// A word that could come, and what it means.
  struct Candidate: Equatable {
    var word: String
    var meaning = ""
  }

  enum Answer: Equatable {
    case words([Candidate])
    /// The shell's own completion of paths.
    case files, directories
  }

  /// The operands that options take as value, by their long names.
  private static let values: [String: VerbTable.Operand] = [
    "--profile": .profile, "--prompt": .file, "--tag": .tag, "--from-dir": .directory,
    "--env-file": .file, "--file": .file, "--status": .state, "--for": .waitState,
    "--event": .event,
    "--env": .environmentKey,
  ]

  /// Completes the last of the words behind `agentvm`.
  func answer(to words: [String]) -> Answer {
    let current = words.last ?? ""
    guard words.count > 1, let row = VerbTable.find(words[0]) else {
      return .words(words.count > 1 ? [] : matching(current, verbs))
    }
    let declarations = Declarations(of: row.type)
    var operands = 0
    var index = 1
    while index < words.count - 1 {
      let word = words[index]
      index += 1
      if word == "--" { return row.wordsAfter == nil ? .words([]) : .files }
      guard word.hasPrefix("-"), word.count > 1 else {
        operands += 1
        continue
      }
      guard let option = declarations.options.first(where: { $0.names.contains(word) }),
        option.value != nil
      else { continue }
      if index == words.count - 1 { return complete(current, value(of: option)) }
      index += 1
    }
    if let wordsAfter = row.wordsAfter, operands > wordsAfter { return .files }
    if current.hasPrefix("--"), let equals = current.firstIndex(of: "=") {
      return complete(current, behind: equals, declarations)
    }
    if current.hasPrefix("-") { return .words(matching(current, options(declarations))) }
    let operand =
      operands < row.operands.count ? row.operands[operands] : row.operands.last ?? .text
    return complete(current, operand, already: Array(words[1..<(words.count - 1)]))
  }

  /// Completes the value in `--option=value`.
  private func complete(
    _ current: String, behind equals: String.Index, _ declarations: Declarations
  ) -> Answer {
    let name = String(current[..<equals])
    guard let option = declarations.options.first(where: { $0.names.contains(name) }) else {
      return .words([])
    }
    let answer = complete(String(current[current.index(after: equals)...]), value(of: option))
    guard case .words(let candidates) = answer else { return answer }
    return .words(
      candidates.map { Candidate(word: "\(name)=\($0.word)", meaning: $0.meaning) })
  }

  private func value(of option: Declarations.Option) -> VerbTable.Operand {
    option.names.compactMap { Completer.values[$0] }.first ?? .text
  }

  private func complete(
    _ current: String, _ operand: VerbTable.Operand, already: [String] = []
  ) -> Answer {
    switch operand {
    case .file: return .files
    case .directory: return .directories
    default:
      let candidates = candidates(operand).filter { !already.contains($0.word) }
      return .words(matching(current, candidates))
    }
  }

  private func candidates(_ operand: VerbTable.Operand) -> [Candidate] {
    switch operand {
    case .agent: return agents { _ in true }
    case .runningAgent: return agents { !$0.state.isDead }
    case .profile: return ProfileLibrary(context).names.map { Candidate(word: $0) }
    case .tag:
      let tags = context.store.agents().agents.flatMap { $0.tags.map(\.description) }
      return Set(tags).sorted().map { Candidate(word: $0) }
    case .waitState: return Wait.states.map { Candidate(word: $0) }
    case .state: return ListError.states.map { Candidate(word: $0) }
    case .event: return JournalEvent.allCases.map { Candidate(word: $0.rawValue) }
    case .verb: return verbs
    case .shell: return ["bash", "zsh", "fish"].map { Candidate(word: $0) }
    case .environmentKey: return keys(context.layout.environmentFile, ProviderVariables.all)
    case .configurationKey: return keys(context.layout.configurationFile, Settings.names)
    case .words(let words): return words.map { Candidate(word: $0) }
    case .newName, .text, .file, .directory: return []
    }
  }

  private var verbs: [Candidate] {
    VerbTable.shown.flatMap { row in
      ([row.name] + row.aliases).map {
        Candidate(word: $0, meaning: row.type.configuration.abstract)
      }
    }
  }

  private func options(_ declarations: Declarations) -> [Candidate] {
    declarations.options.flatMap { option in
      option.names.map { Candidate(word: $0, meaning: option.abstract) }
    }
  }

  private func agents(_ isMeant: (Agent) -> Bool) -> [Candidate] {
    context.store.agents().agents.filter(isMeant).map { agent in
      Candidate(
        word: agent.name.description,
        meaning: [agent.status.text, agent.profile].compactMap { $0 }.joined(separator: ", "))
    }
  }

  private func keys(_ path: String, _ known: [String]) -> [Candidate] {
    let file = try? KeyValueFile(path: path, store: context.store).read()
    return Set((file?.keys ?? []) + known).sorted().map { Candidate(word: $0) }
  }

  private func matching(_ current: String, _ candidates: [Candidate]) -> [Candidate] {
    candidates.filter { $0.word.hasPrefix(current) }
  }
}
