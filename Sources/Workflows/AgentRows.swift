import AgentModel
import AgentStore
import Dashboard
import Egress
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
  private var runs: [AgentName: Run] = [:]
  private var gone: [Run: AgentName] = [:]
  private var problem: String?

  init(_ context: Context) { self.context = context }

  /// The rows, in natural order of their names.
  private(set) var sorted: [DashboardRow] = []

  /// Reads everything.
  func readAll() {
    let (agents, problems) = context.store.agents()
    if let first = problems.first { note(first) }
    self.agents = Dictionary(agents.map { ($0.name, $0) }) { first, _ in first }
    for agent in agents {
      rows[agent.name] = row(agent)
      if let run = AgentRows.run(of: agent) { runs[agent.name] = run }
    }
    rows = rows.filter { self.agents[$0.key] != nil }
    sorted = agents.compactMap { rows[$0.name] }
  }

  /// A run, by which an agent is known again under another name.
  private struct Run: Hashable {
    var pid: Int32
    var startedAt: Timestamp
  }

  /// Reads what may have changed of some agents; returns those that have another name now.
  func read(_ names: Set<AgentName>) -> [(old: AgentName, new: AgentName)] {
    var isAnother = false
    var renamed: [(AgentName, AgentName)] = []
    var leaving: [Run] = []
    for name in names {
      let agent: Agent
      do { agent = try context.store.agent(name) } catch {
        if case .brokenState = error { note(error) }
        agents[name] = nil
        if let run = runs.removeValue(forKey: name) {
          gone[run] = name
          leaving.append(run)
        }
        rows[name] = nil
        isAnother = true
        continue
      }
      isAnother = agents[name] == nil || isAnother
      agents[name] = agent
      rows[name] = row(agent)
      if let run = AgentRows.run(of: agent) { runs[name] = run }
    }
    // Its files move one after the other, so its run may come later than its name, and its old name may
    // go later than the new one comes.
    let followers = leaving.compactMap { run in runs.first { $0.value == run }?.key }
    for name in followers {
      // Its lock, which says that it lives, has moved only now.
      guard let agent = try? context.store.agent(name) else { continue }
      agents[name] = agent
      rows[name] = row(agent)
    }
    for name in names.union(followers) {
      guard let run = agents[name].flatMap(AgentRows.run), let old = gone.removeValue(forKey: run)
      else { continue }
      if old != name { renamed.append((old, name)) }
    }
    if gone.count > 1000 { gone = [:] }
    resort(isAnother)
    return renamed
  }

  private static func run(of agent: Agent) -> Run? {
    agent.run.map { Run(pid: $0.pid, startedAt: $0.startedAt) }
  }

  private func note(_ error: StoreError) {
    problem = "\(error.problem): '\(Printable.line(error.culprit ?? ""))'"
  }

  /// What was wrong with a file that was read since the last time.
  func takeProblem() -> String? {
    defer { problem = nil }
    return problem
  }

  /// The agents that are starting or ending: nothing tells when that is over.
  var changing: Set<AgentName> {
    Set(
      agents.values.filter { agent in
        agent.state == .starting || (agent.state == .running && agent.run?.ending != nil)
      }.map(\.name))
  }

  /// Looks who has died without a word, or come to life.
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
      weakness: agent.weakness, prompt: agent.run?.prompt)
    if case .dead(let ending) = agent.state { row.ending = ending }
    row.tags = agent.tags.map { AgentRows.plain($0.description, limit: 60) }
    row.workspace = agent.workspace
    row.sentence = status.sentence.map(AgentRows.cells) ?? []
    if status.word == .waiting,
      let rule = compiled(agent)?.rules.rules.first(where: { rule in
        rule.claim.word == .waiting
          && (rule.name == status.rule || rule.name == status.screenRule)
      })
        ?? compiled(agent)?.rules.rules.first(where: { rule in
          // The agent's own word is surer, a rule for the same knows the keys.
          rule.claim.word == .waiting && rule.claim.kind == status.kind && status.kind != nil
        })
    {
      row.yes = rule.yes
      row.no = rule.no
    }
    if agent.network.mode == .allow, !agent.state.isDead {
      row.refusedHosts = refusedHosts(of: agent.name)
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

  /// What a rule could allow of what an agent was kept from, the latest first.
  private func refusedHosts(of name: AgentName) -> [String] {
    context.store.networkTally(name).refusals.reversed().compactMap { entry in
      guard Refusal(rawValue: entry.key.verdict)?.canBeAllowed == true,
        let rule = try? HostRule("\(entry.key.host):\(entry.key.port)")
      else { return nil }
      return rule.description
    }
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
