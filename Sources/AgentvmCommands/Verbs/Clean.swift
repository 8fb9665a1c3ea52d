import AgentModel
import ArgumentParser
import Workflows

struct Clean: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Remove agents that have ended, with workspaces and logs.",
    discussion: "Those that were lost, by a reboot say, or never started stay, unless forced.")

  @Flag(name: [.short, .long], help: "Also those that were lost or never started.")
  var force = false

  @Flag(name: [.customShort("n"), .long], help: "Only say what would go, and how much.")
  var dryRun = false

  func run(in context: Context, _ output: Output) throws {
    let removal = RemoveAgents(context)
    for problem in context.store.agents().problems { output.warn(problem) }
    let (names, kept) = removal.cleanable(force: force)
    let sizes = names.map { removal.size(of: $0) }
    let problems =
      dryRun ? [] : try removal.run(names, as: .clean)
    var total = 0
    for (name, size) in zip(names, sizes) where !problems.contains(where: { $0.0 == name }) {
      total += size
      output.info("\(dryRun ? "would remove" : "removed") \(name) (\(ByteCount(bytes: size)))")
    }
    for (_, error) in problems { output.error(error) }
    if !kept.isEmpty {
      output.warn(
        "lost or never started, and kept: \(Count.of(kept.count, "agent")); --force removes them")
    }
    if names.isEmpty {
      output.info("nothing to remove")
    } else {
      let verb = dryRun ? "would be freed" : "freed"
      output.info(
        "\(Count.of(names.count - problems.count, "agent")), \(ByteCount(bytes: total)) \(verb)")
    }
    if !problems.isEmpty { throw Exit(status: 1) }
  }
}
