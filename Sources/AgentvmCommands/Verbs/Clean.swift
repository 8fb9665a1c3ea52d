import AgentModel
import ArgumentParser
import Workflows

struct Clean: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Remove agents that have ended, with workspaces and logs.",
    discussion: "Those that were lost, by a reboot say, or never started stay, unless forced.")

  @Flag(name: [.short, .long], help: "Also those that were lost or never started.")
  var force = false

  func run(in context: Context, _ output: Output) throws {
    let removal = RemoveAgents(context)
    for problem in context.store.agents().problems { output.warn(problem) }
    let (names, kept) = removal.cleanable(force: force)
    let problems = try removal.run(names, as: .clean)
    for name in names where !problems.contains(where: { $0.0 == name }) {
      output.info("removed \(name)")
    }
    for (_, error) in problems { output.error(error) }
    if !kept.isEmpty {
      output.warn("\(kept.count) agents were lost or never started; --force removes them too")
    }
    if names.isEmpty { output.info("nothing to remove") }
    if !problems.isEmpty { throw Exit(status: 1) }
  }
}
