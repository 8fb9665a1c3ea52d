import AgentModel
import ArgumentParser
import Workflows

struct Allow: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Let an agent reach further hosts.",
    discussion: """
      At once, until it ends. A host is a name, .name for all below it, with :PORT for another port than
      443; or the name of a set, such as @dev.
      """)

  @Argument(help: "The agent.")
  var name: String

  @Argument(help: "The hosts.")
  var hosts: [String]

  @Flag(name: .long, help: "Also whenever it is started again.")
  var always = false

  func run(in context: Context, _ output: Output) throws {
    let agent = try AgentSelection.agent(name, in: context)
    try AllowHosts(context).run(agent.name, hosts, always: always)
    output.info("\(agent.name) may reach \(hosts.joined(separator: " "))")
  }
}
