import AgentModel
import Sandbox

/// Files of a workspace that an agent sees empty, for they may hold secrets that it was not given.
struct MaskSecretFiles {
  private let context: Context
  private static let most = 500

  init(_ context: Context) { self.context = context }

  /// Those that lie in its workspace now, and every other name and copy of them there; by their paths
  /// from there.
  func found(_ agent: Agent) -> [String] {
    context.files.find(
      below: agent.workspace, size: SecretFile.limit, limit: Self.most, SecretFile.isOne)
  }

  /// Those of an agent that are still what they were, absolute paths: nothing is put over a link, or below
  /// one. Makes the empty file that is put there. Throws `HostError`.
  func present(_ agent: Agent) throws -> [String] {
    guard !agent.showsSecretFiles, let workspace = context.files.resolved(agent.workspace) else {
      return []
    }
    let paths = agent.maskedFiles.filter { file in
      context.files.resolved("\(workspace)/\(file)") == "\(workspace)/\(file)"
        && context.files.facts("\(workspace)/\(file)")?.kind == .file
    }.map { "\(agent.workspace)/\($0)" }
    if !paths.isEmpty {
      _ = try context.files.create(context.layout.emptyFile, [], permissions: 0o444)
    }
    return paths
  }
}
