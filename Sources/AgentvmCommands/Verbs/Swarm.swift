import AgentModel
import ArgumentParser
import Workflows

struct Swarm: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Start several agents, BASE-1 to BASE-N, side by side.",
    discussion: "What fails with one does not stop the others.")

  @Argument(help: "What their names begin with.")
  var base: String

  @Argument(help: "How many.")
  var number: String?

  @Option(name: [.customShort("n"), .long], help: "How many.")
  var count: String?

  @Option(
    name: .long,
    help: ArgumentHelp("How many may start at the same time.", valueName: "n"))
  var parallel: String?

  @Flag(name: .long, help: "Number them from the next free number on.")
  var add = false

  @OptionGroup var options: AgentOptions
  @OptionGroup var source: SourceOptions

  @Argument(parsing: .postTerminator, help: "The command to run instead of the profile's.")
  var command: [String] = []

  func run(in context: Context, _ output: Output) throws {
    if let number, count != nil { throw UsageError.conflict("--count", number) }
    guard let text = number ?? count else { throw UsageError.missing(what: "COUNT") }
    let count = try Self.number(text, what: "the count", limit: 1000)
    let parallel = try parallel.map {
      try Self.number($0, what: "--parallel", limit: 1000)
    }
    let base = try AgentName(new: base)
    if options.attach { try Attaching.checkTerminal(context) }
    let first = add ? Self.nextNumber(of: base, context.store.names()) : 1
    let names = try (first..<(first + count)).map { try base.member($0) }
    var request = try options.request(command, in: context)
    try source.add(to: &request, options, in: context)
    let report = SpawnReport(output)
    let agents = try SpawnAgents(context).run(
      names, request, parallel: parallel, report: report.take)
    output.info("\(agents.count) of \(Count.of(count, "agent")) run")
    var failed = report.failures > 0
    if request.promptFile != nil, !source.noWait, !agents.isEmpty {
      do { try Prompts.wait(for: agents, request, context, output) } catch is Exit { failed = true }
    }
    if options.attach, !agents.isEmpty {
      let grid = try ShowGrid(context).run(agents.map(\.name))
      try Attaching.attach(to: grid, context, output)
    }
    if failed { throw Exit(status: 1) }
  }

  /// One more than the highest number of the base's members.
  private static func nextNumber(of base: AgentName, _ names: [AgentName]) -> Int {
    let numbers = names.compactMap { name in
      name.number.flatMap { (try? base.member($0)) == name ? $0 : nil }
    }
    return (numbers.max() ?? 0) + 1
  }

  private static func number(_ text: String, what: String, limit: Int) throws -> Int {
    guard let number = Int(text), (1...limit).contains(number) else {
      throw UsageError.outOfRange(what: what, value: text, least: 1, most: limit)
    }
    return number
  }
}
