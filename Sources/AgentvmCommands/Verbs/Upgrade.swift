import AgentModel
import ArgumentParser
import Workflows

struct Upgrade: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Update this installation, or say how it is updated.",
    discussion: """
      An installation that came from a clone of the repository is updated by git, built and put in
      its place again. Agents that run are not touched: they go on with the programs they have.
      """)

  @Flag(name: [.customShort("n"), .long], help: "Only say what would be done.")
  var dryRun = false

  func run(in context: Context, _ output: Output) throws {
    let upgrade = UpgradeInstallation(context)
    let way = upgrade.way
    switch way {
    case .clone(let path): output.info("agentvm runs from the clone \(path)")
    case .installed(let path, let prefix):
      output.info("agentvm is installed in \(prefix), from the clone \(path)")
    case .unknown(let executable): throw UpgradeError.unknownSource(executable)
    }
    for step in upgrade.steps(way) {
      let text = "cd \(ShellWords.quoted(step.directory)) && \(ShellWords.joined(step.words))"
      if dryRun {
        output.line("would run: \(text)")
        continue
      }
      output.info(text)
      let status = try upgrade.run(step)
      guard status == 0 else { throw UpgradeError.stepFailed(text, status: status) }
    }
  }
}

/// Why there is no upgrade.
enum UpgradeError: UserFacingError, Equatable {
  case unknownSource(String)
  case stepFailed(String, status: Int32)

  var problem: String {
    switch self {
    case .unknownSource:
      "this program did not come from a clone that is still there; whatever installed it updates it"
    case .stepFailed(_, let status): "a step failed with status \(status)"
    }
  }

  var culprit: String? {
    switch self {
    case .unknownSource(let path): path
    case .stepFailed(let step, _): step
    }
  }
}
