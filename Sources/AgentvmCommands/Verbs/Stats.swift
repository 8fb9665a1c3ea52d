import AgentModel
import AgentStore
import ArgumentParser
import Workflows

struct Stats: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Count agents, what they take on the disk, and what has happened.")

  @Flag(name: .long, help: "As JSON.")
  var json = false

  private struct Figures: Encodable {
    var agents: Int
    var running: Int
    var dead: Int
    var workspacesKb: Int
    var homesKb: Int
    var logsKb: Int
    var spawned: Int
    var killed: Int
    var cleaned: Int
    var purged: Int

    private enum CodingKeys: String, CodingKey {
      case agents, running, dead, spawned, killed, cleaned, purged
      case workspacesKb = "workspaces_kb"
      case homesKb = "homes_kb"
      case logsKb = "logs_kb"
    }
  }

  func run(in context: Context, _ output: Output) throws {
    let agents = try AgentSelection.all(tag: nil, in: context, output)
    let counts = try Journal(context.store).counts()
    let running = agents.count { !$0.state.isDead }
    let logs = agents.reduce(0) { $0 + (context.files.facts($1.logFile)?.size ?? 0) }
    let figures = Figures(
      agents: agents.count, running: running, dead: agents.count - running,
      workspacesKb: context.files.usage(of: context.layout.workspaces).bytes >> 10,
      homesKb: context.files.usage(of: context.layout.homes).bytes >> 10, logsKb: logs >> 10,
      spawned: counts[.spawn] ?? 0, killed: counts[.kill] ?? 0, cleaned: counts[.clean] ?? 0,
      purged: counts[.purge] ?? 0)
    if json { return output.line(try JSONText.line(figures)) }
    let size = { (kilobytes: Int) in ByteCount(bytes: kilobytes << 10).description }
    for (label, value) in [
      ("Agents", "\(figures.agents) (\(figures.running) running, \(figures.dead) dead)"),
      ("Workspaces", size(figures.workspacesKb)), ("Homes", size(figures.homesKb)),
      ("Logs", ByteCount(bytes: logs).description), ("Spawned", String(figures.spawned)),
      ("Killed", String(figures.killed)), ("Cleaned", String(figures.cleaned)),
      ("Purged", String(figures.purged)),
    ] { output.line(Table.row([(label, 14), (value, 0)])) }
  }
}
