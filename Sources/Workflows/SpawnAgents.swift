import AgentModel
import AgentStore
import Host
import Sandbox

/// Makes and starts agents, side by side. What fails with one does not stop the others.
package struct SpawnAgents {
  private let context: Context

  /// Memory that an agent is counted with when it is asked how many may start at once: what the
  /// largest of them take while they start.
  private static let memoryPerAgent = 256 << 20

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// What happens meanwhile.
  package enum Event {
    /// An agent that was dead is started again in its old workspace.
    case reused(AgentName)
    case started(Agent)
    case warning(AgentName, String)
    case failed(AgentName, any UserFacingError)
    /// Fewer start at once than asked for.
    case memoryIsShort(atOnce: Int)
  }

  /// Spawns them, at most `parallel` at a time (nil: as many as memory allows). Returns those that
  /// run. Throws what concerns all of them.
  package func run(
    _ names: [AgentName], _ request: AgentRequest, parallel: Int?, report: (Event) -> Void
  ) throws -> [Agent] {
    // A signal is held until the agents are being waited for, so that nothing stays half-made.
    let signals = try context.host.watching.watch([], lives: [])
    defer { withExtendedLifetime(signals) {} }
    try context.store.prepare()
    // What would be in the way of each is said once.
    if request.sandbox.isConfined { _ = try LaunchPlan.bubblewrap(context) }
    let server = try SessionServer(context)
    let system = SystemLayout(of: context.files, home: context.layout.root)
    let etc = request.sandbox.isConfined ? try StageEtc(context).run() : ""
    let room =
      names.count == 1
      ? 1 : max(1, context.host.availableMemory() / SpawnAgents.memoryPerAgent)
    let wanted = parallel ?? names.count
    if room < min(wanted, names.count) { report(.memoryIsShort(atOnce: room)) }
    let atOnce = max(1, min(wanted, room))
    var started: [Agent] = []
    var left = names[...]
    while !left.isEmpty {
      let batch = left.prefix(atOnce)
      left = left.dropFirst(atOnce)
      started += try start(
        Array(batch), request, server: server, system: system, etc: etc, report: report)
    }
    return started
  }

  /// Throws what would keep an agent from starting, having changed nothing of it.
  package func check(_ name: AgentName, _ request: AgentRequest) throws {
    try context.store.prepare()
    let etc = request.sandbox.isConfined ? try StageEtc(context).run() : ""
    let system = SystemLayout(of: context.files, home: context.layout.root)
    let server = try SessionServer(context)
    _ = try StartAgents(context, server: server)
    try PrepareAgent(context, server: server, system: system, etc: etc).check(name, request)
  }

  private func start(
    _ names: [AgentName], _ request: AgentRequest, server: SessionServer, system: SystemLayout,
    etc: String, report: (Event) -> Void
  ) throws -> [Agent] {
    let starting = try StartAgents(context, server: server)
    let preparation = PrepareAgent(context, server: server, system: system, etc: etc)
    let uids = try uids(for: names, request)
    var prepared: [PreparedAgent] = []
    for name in names {
      do {
        let lock = try context.store.lock(name)
        let item = try prepare(name, request, uids[name], lock, preparation)
        if item.isReused { report(.reused(name)) }
        for warning in item.warnings { report(.warning(name, warning)) }
        prepared.append(item)
      } catch let error as any UserFacingError { report(.failed(name, error)) }
    }
    var started: [Agent] = []
    try starting.run(prepared) { outcome in
      for warning in outcome.warnings { report(.warning(outcome.agent.name, warning)) }
      if let problem = outcome.problem {
        report(.failed(outcome.agent.name, problem))
      } else {
        report(.started(outcome.agent))
        started.append(outcome.agent)
      }
    }
    return started
  }

  private func prepare(
    _ name: AgentName, _ request: AgentRequest, _ uid: UInt32?, _ lock: any HeldLock,
    _ preparation: PrepareAgent
  ) throws -> PreparedAgent {
    do {
      return try preparation.run(name, request, uid: uid, lock: lock)
    } catch {
      context.store.forgetLock(of: name)
      throw error
    }
  }

  private func uids(
    for names: [AgentName], _ request: AgentRequest
  ) throws -> [AgentName: UInt32] {
    guard context.host.uid == 0, request.sandbox.isConfined else { return [:] }
    let range = try context.settings.uidRange
    return try context.store.whileLocked { try context.store.uids(for: names, in: range) }
  }
}
