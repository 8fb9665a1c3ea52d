import AgentModel
import ArgumentParser
import Workflows

struct Grid: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Tiles of the running agents' live screens.",
    discussion: """
      The tiles are the dashboard's: z shows one alone, i types into it, I into all, v is the list,
      ? shows all keys. With --tmux it is a tmux session instead, with a window for each agent. The windows are the agents' own, linked: what is typed there is typed to the agent, and
      leaving or ending the grid ends no agent. Ctrl-] n and p go from one to the next, Ctrl-] w
      chooses, Ctrl-] d leaves.
      """)

  @Argument(help: "The agents; all that run when neither names nor a tag are given.")
  var names: [String] = []

  @Option(name: [.short, .long], help: ArgumentHelp("All with this tag.", valueName: "k=v"))
  var tag: String?

  @Flag(name: .long, help: "A tmux session with a window for each agent instead.")
  var tmux = false

  func run(in context: Context, _ output: Output) throws {
    var running = try names.map { try AgentSelection.running($0, in: context).name }
    if names.isEmpty || tag != nil {
      running += try AgentSelection.all(tag: tag, in: context, output)
        .filter { $0.state == .running && !running.contains($0.name) }.map(\.name)
    }
    guard !running.isEmpty else { throw WorkflowError.nothingRuns }
    try Attaching.checkTerminal(context)
    let only = names.isEmpty && tag == nil ? nil : Set(running)
    let filter = only == nil ? "running" : ""
    if !tmux, try WatchAgents(context, view: .grid, only: only, filter: filter).run() { return }
    let session = try ShowGrid(context).run(running)
    try Attaching.attach(to: session, context, output)
  }
}
