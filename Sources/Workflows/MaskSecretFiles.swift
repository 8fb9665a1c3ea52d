import AgentModel
import Sandbox

/// Files of a workspace that an agent sees empty, for they may hold secrets that it was not given.
struct MaskSecretFiles {
  private let context: Context
  private static let most = 5000

  init(_ context: Context) { self.context = context }

  /// Those that lie in its workspace now, and every other name and copy of them there; by their paths
  /// from there.
  func found(_ agent: Agent) -> [String] {
    context.files.find(
      below: agent.workspace, size: SecretFile.limit, limit: Self.most, SecretFile.isOne)
  }

  /// Those of an agent as they lie there now: each where it was, or wherever the same file was moved. What
  /// took its place is masked too, unless that is a link or lies below one.
  func present(_ agent: Agent) -> (files: [String], inodes: [UInt64]) {
    guard !agent.showsSecretFiles, let workspace = context.files.resolved(agent.workspace) else {
      return ([], [])
    }
    var files = agent.maskedFiles.filter { isPlain($0, in: workspace) }
    func inode(_ file: String) -> UInt64 { context.files.facts("\(workspace)/\(file)")?.inode ?? 0 }
    let missing = Set(agent.maskedInodes).subtracting(files.map(inode))
    if !missing.isEmpty {
      files += context.files.find(below: workspace, inodes: missing).filter {
        !files.contains($0) && isPlain($0, in: workspace)
      }
    }
    return (files, files.map(inode))
  }

  /// Makes the empty file that is put over others. Throws `HostError`.
  func makeEmptyFile() throws {
    _ = try context.files.create(context.layout.emptyFile, [], permissions: 0o444)
  }

  private func isPlain(_ file: String, in workspace: String) -> Bool {
    let path = "\(workspace)/\(file)"
    return context.files.resolved(path) == path && context.files.facts(path)?.kind == .file
  }
}
