import AgentModel
import Redaction
import Sandbox
import TerminalText

/// Files of a workspace that an agent sees empty, for they may hold secrets that it was not given.
struct MaskSecretFiles {
  private let context: Context
  private static let most = 5000

  init(_ context: Context) { self.context = context }

  /// Those that lie in its workspace now, and every other name and copy of them there; by their paths
  /// from there.
  func found(_ agent: Agent) -> [String] {
    context.files.find(below: agent.workspace, size: SecretFile.limit, limit: Self.most) { path in
      SecretFile.isOne(path)
        ? !isGits(path, in: agent.workspace)
        : SecretFile.mayBeOne(path) && hasSecret(path, in: agent.workspace)
    }
  }

  private func hasSecret(_ path: String, in workspace: String) -> Bool {
    guard let bytes = try? context.files.read(below: workspace, path, limit: SecretFile.limit)
    else { return false }
    return Redactor().redacted(bytes) != nil
  }

  /// Whether it is a reference of git's, or the log of one, of a branch that has such a name.
  private func isGits(_ path: String, in workspace: String) -> Bool {
    guard path.split(separator: "/").dropLast().contains(".git"),
      let bytes = try? context.files.read(below: workspace, path, limit: SecretFile.limit)
    else { return false }
    let digits = Array("0123456789abcdef".utf8)
    return bytes.starts(with: Array("ref: ".utf8))
      || (bytes.count > 40 && bytes.prefix(40).allSatisfy(digits.contains))
  }

  /// Those of an agent as they lie there now: each where it was, or wherever the same file was moved. What
  /// took its place is masked too, unless that is a link or lies below one. Throws `WorkflowError.secretFile`
  /// for one that was moved to where nothing can be mounted on it.
  func present(_ agent: Agent) throws -> (files: [String], inodes: [UInt64]) {
    guard !agent.showsSecretFiles, let workspace = context.files.resolved(agent.workspace) else {
      return ([], [])
    }
    var files = agent.maskedFiles.filter { isPlain($0, in: workspace) }
    func inode(_ file: String) -> UInt64 { context.files.facts("\(workspace)/\(file)")?.inode ?? 0 }
    let missing = Set(agent.maskedInodes).subtracting(files.map(inode))
    if !missing.isEmpty {
      // By their bytes, for two names may be the same text to people and not to the kernel.
      let known = Set(files.map { Array($0.utf8) })
      for file in context.files.find(below: workspace, inodes: missing)
      where !known.contains(Array(file.utf8)) {
        guard isPlain(file, in: workspace) else {
          throw WorkflowError.secretFile(path: Printable.line(file))
        }
        files.append(file)
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
