import AgentModel
import Host

/// Finds an agent's program where people install it, and what else of the host it needs to run in
/// a sandbox: the installation it belongs to, its interpreter, and theirs.
package struct LocateProgram {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// A program and its surroundings.
  package struct Found: Sendable, Equatable {
    /// Where it was found.
    package var path: String
    /// The file itself, every link resolved.
    package var resolved: String
    /// Files and folders outside the system that it can't do without.
    package var needs: [String] = []
    /// Folders outside the system with programs that it starts by name.
    package var directories: [String] = []
  }

  /// The most files of a chain of links and interpreters.
  private static let limit = 32
  /// The bytes that a `#!` line may have.
  private static let lineLimit = 256

  /// The program of that name or path; nil when it is not installed. What lies in one of `untrusted`, folders
  /// that agents write, is taken for a file and nothing else: what its first line names is not followed.
  package func run(_ word: String, untrusted: [String] = []) -> Found? {
    guard let path = path(of: word), let resolved = context.files.resolved(path),
      context.files.isExecutable(resolved)
    else { return nil }
    var found = Found(path: path, resolved: resolved)
    note(directory: path, in: &found)
    var queue = [path, resolved]
    var seen: Set<String> = []
    while let next = queue.popLast(), seen.count < LocateProgram.limit {
      guard seen.insert(next).inserted, isPlain(next), !SystemFolders.hold(next),
        !isIn(untrusted + written, next)
      else { continue }
      let need = installation(of: next)
      if !found.needs.contains(need) { found.needs.append(need) }
      if let target = context.files.linkTarget(next) {
        queue.append(joined(FolderPath.parent(next), target))
      } else {
        queue += interpreters(of: next, for: &found)
      }
    }
    return found
  }

  /// Whether it is a path from the root, without dots and without what no path has.
  private func isPlain(_ path: String) -> Bool {
    path.hasPrefix("/") && path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      && !path.split(separator: "/").contains { $0 == ".." || $0 == "." }
  }

  /// What the agents of this home write.
  private var written: [String] {
    [context.layout.workspaces, context.layout.homes, context.layout.overlays]
  }

  /// Whether a path leads into one of these folders, as it is written or by links.
  private func isIn(_ folders: [String], _ path: String) -> Bool {
    let ways = [path, context.files.resolved(path) ?? path]
    return folders.contains { folder in
      let places = [folder, context.files.resolved(folder) ?? folder]
      return ways.contains { way in places.contains { FolderPath.holds($0, way) } }
    }
  }

  private func path(of word: String) -> String? {
    if word.contains("/") { return word.hasPrefix("/") ? word : nil }
    return context.host.processes.find(word, in: directories)
  }

  /// Where programs are looked for. A shim of pyenv's or asdf's starts nothing inside a sandbox, for
  /// it asks its manager on the host.
  private var directories: [String] {
    let named = context.programDirectories.filter { !$0.hasSuffix("/shims") }
    guard let home = context.host.environment["HOME"], home.hasPrefix("/") else { return named }
    let fixed = [".bun/bin", ".opencode/bin", ".npm-global/bin", ".cargo/bin", ".deno/bin", "bin"]
    let versioned = [".nvm/versions/node", ".local/share/fnm/node-versions", ".pyenv/versions"]
    let newest = versioned.flatMap { folder in
      let names = ((try? context.files.list("\(home)/\(folder)")) ?? [])
        .sorted { NaturalOrder.precedes($1, $0) }
      return names.flatMap {
        ["\(home)/\(folder)/\($0)/bin", "\(home)/\(folder)/\($0)/installation/bin"]
      }
    }
    return named + fixed.map { "\(home)/\($0)" } + newest
  }

  private func note(directory path: String, in found: inout Found) {
    let folder = FolderPath.parent(path)
    guard !SystemFolders.hold(path), !found.directories.contains(folder) else { return }
    found.directories.append(folder)
  }

  /// What a script's first line names, as paths.
  private func interpreters(of path: String, for found: inout Found) -> [String] {
    guard let file = try? context.files.open(path) else { return [] }
    var bytes = [UInt8](repeating: 0, count: LocateProgram.lineLimit)
    let count = bytes.withUnsafeMutableBytes { file.read(at: 0, into: $0) }
    let line = bytes[..<count].split(separator: 10, omittingEmptySubsequences: false).first ?? []
    guard line.starts(with: Array("#!".utf8)) else { return [] }
    let words = String(decoding: line.dropFirst(2), as: UTF8.self).split(separator: " ")
      .map(String.init)
    guard let first = words.first else { return [] }
    guard first.hasSuffix("/env") else { return [first] }
    let name = words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") }
    guard let name else { return [] }
    let beside = found.directories + directories
    guard let path = context.host.processes.find(name, in: beside) else { return [] }
    note(directory: path, in: &found)
    return [path, context.files.resolved(path) ?? path]
  }

  /// The folder of the installation that a file belongs to, where it is plainly one, or the file.
  private func installation(of path: String) -> String {
    if let prefix = path.prefix(before: "/lib/node_modules/"), isOwn(prefix) { return prefix }
    if let project = path.prefix(before: "/node_modules/"), isOwn(project) {
      return "\(project)/node_modules"
    }
    let folder = FolderPath.parent(path)
    guard folder.hasSuffix("/bin") else { return path }
    let root = FolderPath.parent(folder)
    return isOwn(root) && isInstallation(root) ? root : path
  }

  /// A virtual environment, a Python or a prefix of node's.
  private func isInstallation(_ folder: String) -> Bool {
    if context.files.facts("\(folder)/pyvenv.cfg") != nil { return true }
    let libraries = (try? context.files.list("\(folder)/lib")) ?? []
    return libraries.contains { $0 == "node_modules" || $0.hasPrefix("python3") }
  }

  /// Whether a folder holds an installation and nothing else of the user's.
  private func isOwn(_ folder: String) -> Bool {
    guard folder != "/" else { return false }
    let home = context.host.environment["HOME"] ?? "/"
    let resolved = context.files.resolved(folder) ?? folder
    return ![home, "\(home)/.local", context.layout.root].contains { other in
      let other = context.files.resolved(other) ?? other
      return other == resolved || other.hasPrefix(resolved + "/")
    }
  }

  /// A path from a folder on, without `.` and `..`.
  private func joined(_ folder: String, _ path: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : "\(folder)/\(path)").split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }
}

/// The folders that every sandbox shows as they are.
enum SystemFolders {
  /// Whether a path lies in one of them.
  static func hold(_ path: String) -> Bool {
    ["/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/"].contains { path.hasPrefix($0) }
  }
}

extension String {
  /// What comes before the first `marker`; nil where there is none.
  fileprivate func prefix(before marker: String) -> String? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(marker) { return String(self[..<index]) }
      index = self.index(after: index)
    }
    return nil
  }
}
