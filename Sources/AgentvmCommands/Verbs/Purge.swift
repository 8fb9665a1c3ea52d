import AgentModel
import ArgumentParser
import Workflows

struct Purge: Verb {
  static let configuration = CommandConfiguration(
    abstract: "End and remove all agents, with workspaces and logs.")

  @Flag(name: [.short, .long], help: "Do not ask.")
  var force = false

  func run(in context: Context, _ output: Output) throws {
    let names = context.store.names()
    guard !names.isEmpty else { return output.info("no agents") }
    let sizes = names.map { RemoveAgents(context).size(of: $0) }
    let total = ByteCount(bytes: sizes.reduce(0, +))
    if !force {
      output.lines(zip(names, sizes).map { "  \($0) (\(ByteCount(bytes: $1)))" })
      let answer = output.ask(
        "remove \(Count.of(names.count, "agent")) and all their work, \(total)? type yes:")
      guard answer == "yes" else { throw Abort.notConfirmed }
    }
    let alive = names.filter {
      context.files.holder(of: context.store.lockFile($0)).isAlive
    }
    let stubborn = StopAgents(context).run(alive)
    let gone = names.filter { !stubborn.contains($0) }
    let problems = try RemoveAgents(context).run(gone, as: .purge)
    if gone.count == names.count { context.store.sweep() }
    for name in stubborn { output.error(WorkflowError.stillAlive(name)) }
    for (_, error) in problems { output.error(error) }
    let freed = zip(names, sizes).reduce(0) { sum, item in
      let isGone = gone.contains(item.0) && !problems.contains { $0.0 == item.0 }
      return isGone ? sum + item.1 : sum
    }
    output.info(
      "removed \(Count.of(gone.count - problems.count, "agent")), \(ByteCount(bytes: freed))")
    if !stubborn.isEmpty || !problems.isEmpty { throw Exit(status: 1) }
  }
}
