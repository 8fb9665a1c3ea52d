import AgentModel
import AgentStore
import Dashboard
import Host
import Profiles
import Status
import TerminalText

/// The rows of the dashboard, read anew only where something has changed.
final class AgentRows {
  private let context: Context
  private(set) var agents: [AgentName: Agent] = [:]
  private var rows: [AgentName: DashboardRow] = [:]
  private var rules: [String: (compiled: CompiledRules, rules: StatusRules)] = [:]
  private var usage: [AgentName: (seconds: Double, at: Int64)] = [:]
  private(set) var problem: String?

  init(_ context: Context) { self.context = context }

  /// The rows, in natural order of their names.
  private(set) var sorted: [DashboardRow] = []

  /// Reads everything.
  func readAll() {
    let (agents, problems) = context.store.agents()
    problem = problems.first.map {
      "\($0.problem): '\(Printable.line($0.culprit ?? ""))'"
    }
    self.agents = Dictionary(agents.map { ($0.name, $0) }) { first, _ in first }
    for agent in agents { rows[agent.name] = row(agent) }
    rows = rows.filter { self.agents[$0.key] != nil }
    sorted = agents.compactMap { rows[$0.name] }
  }

  /// Reads what may have changed of some agents; true when one has come or gone.
  func read(_ names: Set<AgentName>) -> Bool {
    var isAnother = false
    for name in names {
      guard let agent = try? context.store.agent(name) else {
        // One whose file is broken is told of, and stays out.
        isAnother = agents.removeValue(forKey: name) != nil || isAnother
        rows[name] = nil
        continue
      }
      isAnother = agents[name] == nil || isAnother
      agents[name] = agent
      rows[name] = row(agent)
    }
    resort(isAnother)
    return isAnother
  }

  /// Looks who has died without a word.
  func readLives() {
    var changed: Set<AgentName> = []
    for (name, agent) in agents where !agent.state.isDead {
      if context.store.state(of: name, agent.run) != agent.state { changed.insert(name) }
    }
    if !changed.isEmpty { _ = read(changed) }
  }

  /// Takes an agent's last line.
  func setLastLine(_ screen: [String], of name: AgentName) {
    guard let agent = agents[name], var row = rows[name] else { return }
    let line = compiled(agent)?.compiled.lastLine(screen)
    row.lastLine = AgentRows.cells(line ?? "")
    rows[name] = row
    resort(false)
  }

  /// Takes what the agents' processes use.
  func measure(_ table: ProcessTable) {
    let now = context.host.clock.monotonic
    for (name, agent) in agents {
      guard var row = rows[name] else { continue }
      let tree = agent.pid == 0 ? [] : table.tree(of: agent.pid)
      row.memory = tree.isEmpty ? nil : tree.reduce(0) { $0 + $1.residentBytes }
      row.cpu = nil
      let seconds = tree.reduce(0) { $0 + $1.cpuSeconds }
      if !tree.isEmpty {
        let before = usage[name]
        let age = tree[0].ageSeconds
        let (used, time) =
          before.map { (max(0, seconds - $0.seconds), Double(now - $0.at) / 1e9) }
          ?? (seconds, age)
        if time > 0.5 { row.cpu = used / time * 100 } else { row.cpu = rows[name]?.cpu }
        if before == nil || time > 0.5 { usage[name] = (seconds, now) }
      } else {
        usage[name] = nil
      }
      rows[name] = row
    }
    resort(false)
  }

  private func resort(_ isAnother: Bool) {
    guard isAnother else {
      for index in sorted.indices {
        if let row = rows[sorted[index].name] { sorted[index] = row }
      }
      return
    }
    sorted = rows.values.sorted { $0.name < $1.name }
  }

  private func row(_ agent: Agent) -> DashboardRow {
    let old = rows[agent.name]
    let status = agent.status
    var row = DashboardRow(
      name: agent.name, status: status,
      profile: agent.profile ?? agent.command.first.map { AgentRows.plain($0, limit: 20) }
        ?? "shell",
      isConfined: agent.sandbox != .none, prompt: agent.run?.prompt)
    if case .dead(let ending) = agent.state { row.ending = ending }
    row.tags = agent.tags.map { AgentRows.plain($0.description, limit: 60) }
    row.workspace = agent.workspace
    row.sentence = status.sentence.map(AgentRows.cells) ?? []
    if status.word == .waiting,
      let rule = compiled(agent)?.rules.rules.first(where: { rule in
        rule.claim.word == .waiting && (rule.name == status.rule)
      })
        ?? compiled(agent)?.rules.rules.first(where: { rule in
          // The agent's own word is surer, a rule for the same knows the keys.
          rule.claim.word == .waiting && rule.claim.kind == status.kind && status.kind != nil
        })
    {
      row.yes = rule.yes
      row.no = rule.no
    }
    row.lastLine = old?.lastLine ?? []
    row.cpu = old?.cpu
    row.memory = old?.memory
    if row.isDead {
      row.cpu = nil
      row.memory = nil
    }
    return row
  }

  private func compiled(_ agent: Agent) -> (compiled: CompiledRules, rules: StatusRules)? {
    let name = agent.profile ?? ProfileLibrary.commandName
    if let known = rules[name] { return known }
    let library = ProfileLibrary(context)
    let read = (try? library.rules(of: name)) ?? (try? library.commandRules())
    guard let read, let compiled = try? CompiledRules(read) else { return nil }
    rules[name] = (compiled, read)
    return rules[name]
  }

  /// A text of unknown origin, each of whose characters takes one column.
  static func plain(_ text: String, limit: Int) -> String {
    var plain = ""
    for scalar in Printable.line(text, limit: limit).unicodeScalars {
      plain.unicodeScalars.append(CharacterWidth.of(scalar) == 1 ? scalar : "\u{FFFD}")
    }
    return plain
  }

  /// A text of unknown origin as what can be drawn.
  static func cells(_ text: String) -> [Cell] {
    var style = CellStyle()
    return StyledLine.cells(CompiledRules.sentence(text), style: &style)
  }
}
