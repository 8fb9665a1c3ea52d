import AgentModel
import ArgumentParser
import Host
import Workflows

struct Ps: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show what running agents use: processor, memory, time.",
    discussion: """
      The figures are those of the agent's whole process tree: %CPU as ps counts it, each process
      over its own lifetime.
      """)

  @Flag(name: [.short, .long], help: "Also agents that do not run.")
  var all = false

  @Flag(name: .long, help: "As JSON.")
  var json = false

  private struct Row: Encodable {
    var name: String
    var status: String
    var state: String
    var uptime: String
    var uptimeS: Int?
    var pid: Int32
    var cpuPct: Double
    var memPct: Double
    var rssKb: Int
    /// What its sandbox lacks; in no JSON of this verb.
    var weakness: String?

    /// A key whose value is unknown is there, and null.
    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(name, forKey: .name)
      try values.encode(status, forKey: .status)
      try values.encode(state, forKey: .state)
      try values.encode(uptime, forKey: .uptime)
      try values.encode(uptimeS, forKey: .uptimeS)
      try values.encode(pid, forKey: .pid)
      try values.encode(cpuPct, forKey: .cpuPct)
      try values.encode(memPct, forKey: .memPct)
      try values.encode(rssKb, forKey: .rssKb)
    }

    private enum CodingKeys: String, CodingKey {
      case name, status, state, uptime, pid
      case uptimeS = "uptime_s"
      case cpuPct = "cpu_pct"
      case memPct = "mem_pct"
      case rssKb = "rss_kb"
    }
  }

  func run(in context: Context, _ output: Output) throws {
    let agents = try AgentSelection.all(tag: nil, in: context, output).filter {
      all || !$0.state.isDead
    }
    let table = agents.contains { !$0.state.isDead } ? context.host.processes.table() : nil
    let rows = agents.map { Self.row($0, table, now: context.host.clock.now) }
    if json { return output.line(try JSONText.line(rows)) }
    guard !rows.isEmpty else {
      return output.note(all ? "no agents; agentvm spawn NAME starts one" : "no running agents")
    }
    var cells = [["NAME", "STATUS", "CPU%", "MEM%", "RSS", "UPTIME", "PID"]]
    cells += rows.map { row in
      guard row.pid != 0 else { return [row.name, row.state, "-", "-", "-", "-", "-"] }
      return [
        row.name, row.state, Self.text(row.cpuPct), Self.text(row.memPct),
        ByteCount(bytes: row.rssKb << 10).description, row.uptime, String(row.pid),
      ] + [row.weakness].compactMap(\.self)
    }
    var lines = Table.lines(cells, widths: [20, 9, 8, 8, 10, 12, 9])
    lines.insert(Table.rule(80), at: 1)
    output.lines(lines)
  }

  private static func row(_ agent: Agent, _ table: ProcessTable?, now: Timestamp) -> Row {
    let tree = agent.pid == 0 ? [] : table?.tree(of: agent.pid) ?? []
    let cpu = tree.reduce(0) { sum, process in
      sum + (process.ageSeconds > 0 ? process.cpuSeconds / process.ageSeconds * 100 : 0)
    }
    let resident = tree.reduce(0) { $0 + $1.residentBytes }
    let memory = max(1, table?.memoryBytes ?? 1)
    let seconds = Uptime.seconds(of: agent, now: now)
    return Row(
      name: agent.name.description, status: agent.state.status, state: agent.status.word.rawValue,
      uptime: seconds.map(Uptime.text) ?? "-", uptimeS: seconds, pid: agent.pid,
      cpuPct: rounded(cpu), memPct: rounded(Double(resident) / Double(memory) * 100),
      rssKb: resident >> 10, weakness: agent.weakness)
  }

  private static func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }

  private static func text(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

/// How long an agent has run.
enum Uptime {
  /// Seconds; nil for one that does not run.
  static func seconds(of agent: Agent, now: Timestamp) -> Int? {
    guard !agent.state.isDead, let run = agent.run else { return nil }
    return max(0, now.seconds - run.startedAt.seconds)
  }

  /// `45s`, `12m05s`, `3h20m`, `2d04h`.
  static func text(_ seconds: Int) -> String {
    func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return "\(seconds / 60)m\(pad(seconds % 60))s"
    case ..<86400: return "\(seconds / 3600)h\(pad(seconds / 60 % 60))m"
    default: return "\(seconds / 86400)d\(pad(seconds / 3600 % 24))h"
    }
  }
}
