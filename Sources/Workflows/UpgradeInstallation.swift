import AgentModel
import Host

/// Brings this installation up to date: a clone by git and a build, anything else by whoever put it
/// there.
package struct UpgradeInstallation {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// How this installation is updated.
  package enum Way: Sendable, Equatable {
    /// It is run from a clone of the repository.
    case clone(path: String)
    /// It was installed from a clone that is still there, below a prefix.
    case installed(from: String, prefix: String)
    /// Nobody knows where it came from.
    case unknown(executable: String)
  }

  /// A step of it: what is typed, and where.
  package struct Step: Sendable, Equatable {
    /// The folder.
    package var directory: String
    /// The words.
    package var words: [String]
  }

  /// How it is updated.
  package var way: Way {
    let executable = context.host.executable
    var folder = FolderPath.parent(executable)
    while folder != "/" {
      if isClone(folder) { return .clone(path: folder) }
      folder = FolderPath.parent(folder)
    }
    let prefix = FolderPath.parent(FolderPath.parent(executable))
    let note = "\(prefix)/share/agentvm/source"
    if let bytes = try? context.files.read(note, limit: 4096),
      let path = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(
        String.init),
      isClone(path)
    {
      return .installed(from: path, prefix: prefix)
    }
    return .unknown(executable: executable)
  }

  /// What is done; nothing where nobody knows.
  package func steps(_ way: Way) -> [Step] {
    let pull = ["git", "pull", "--ff-only"]
    switch way {
    case .clone(let path):
      return [
        Step(directory: path, words: pull),
        Step(directory: path, words: ["swift", "build", "-c", "release"]),
      ]
    case .installed(let path, let prefix):
      return [
        Step(directory: path, words: pull),
        Step(directory: path, words: ["smoke/install", "--prefix", prefix]),
      ]
    case .unknown: return []
    }
  }

  /// Does a step on this terminal; returns its exit status. Throws `HostError`.
  package func run(_ step: Step) throws -> Int32 {
    guard let word = step.words.first else { return 0 }
    let path =
      word.contains("/")
      ? "\(step.directory)/\(word)"
      : context.host.processes.find(word, in: context.programDirectories)
    guard let path else {
      throw HostError.cannotRun(program: word, code: 2, reason: "not installed")
    }
    return try context.host.processes.runInteractively(
      Invocation(
        path, Array(step.words.dropFirst()),
        environment: context.host.environment.map { "\($0.key)=\($0.value)" },
        directory: step.directory))
  }

  private func isClone(_ folder: String) -> Bool {
    context.files.facts("\(folder)/.git") != nil
      && context.files.facts("\(folder)/Package.swift")?.kind == .file
      && context.files.facts("\(folder)/profiles/demo.env") != nil
  }
}
