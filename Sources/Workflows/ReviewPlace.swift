import AgentModel
import Host

/// What an agent that works in place has left for git: what git heeds without having been asked to, and what
/// was not there before. Nothing keeps an agent from it, for its own git needs to write there too.
package struct ReviewPlace {
  private let context: Context

  /// The most entries of a folder that are looked at.
  private static let limit = 500_000
  /// What of a repository is not there, but where it leads elsewhere, or is a plan that git goes on with.
  private static let parts: Set<String> = [
    "commondir", "config.worktree", "rebase-merge", "rebase-apply", "sequencer",
  ]
  /// Bytes of a repository's settings.
  private static let settingsLimit = 1 << 20

  /// What there is.
  package struct Findings: Sendable, Equatable {
    /// Paths from the folder, sorted.
    package var paths: [String] = []
    /// Whether all of the folder was looked at.
    package var isWhole = true
  }

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Of an agent that works in place; nil for any other, and for one that has not been started.
  package func run(_ agent: Agent) -> Findings? {
    guard let place = agent.place, agent.sandbox != .paranoid,
      (try? ClaimPlace(context).check(agent)) != nil,
      let since = context.files.made(context.layout.door(agent.name))
        ?? agent.run.map({ $0.startedAt.seconds * 1000 })
    else { return nil }
    return run(place, since: since)
  }

  /// Of a folder, since then: milliseconds since 1970.
  func run(_ folder: String, since: Int) -> Findings {
    var findings = Findings()
    var bare = BareRepositories()
    let named = namedBySettings(of: folder)
    findings.isWhole = context.files.walk(below: folder, limit: Self.limit) { entry in
      let isNew = entry.made >= since
      let parts = entry.names
      if let git = parts.firstIndex(of: ".git") {
        let inside = Array(parts[(git + 1)...])
        if isNew, Self.isHeeded(inside, entry.kind) {
          findings.paths.append(entry.path)
          return false
        }
      } else {
        bare.note(entry, isNew: isNew)
        if entry.kind != .directory, entry.changed >= since,
          named.contains(where: { FolderPath.holds($0, entry.path) })
        {
          findings.paths.append(entry.path)
        }
      }
      return true
    }
    findings.paths += bare.new.map { $0.isEmpty ? "." : $0 }
    findings.paths.sort()
    return findings
  }

  /// Whether git heeds what is new there, by its path in `.git`, which is itself when there is none.
  private static func isHeeded(_ path: [String], _ kind: FileFacts.Kind) -> Bool {
    path.isEmpty || kind == .link || (path.count == 1 && parts.contains(path[0]))
  }

  /// Paths in the folder that the repository's settings name: hooks, further settings, programs.
  private func namedBySettings(of folder: String) -> [String] {
    guard
      let bytes = try? context.files.read(
        below: folder, ".git/config", limit: Self.settingsLimit),
      let git = context.host.processes.find("git", in: context.programDirectories),
      let list = try? context.host.processes.run(
        Invocation(
          git, ["config", "--file", "-", "--list", "--null", "--no-includes"],
          environment: ["GIT_CONFIG_NOSYSTEM=1", "HOME=/nonexistent"], directory: "/", input: bytes)
      )
    else { return [] }
    return list.text.split("\0").flatMap { setting -> [String] in
      let words = setting.split(separator: "\n", maxSplits: 1)
      guard words.count == 2 else { return [] }
      // What settings include lies beside them, all else in the work tree.
      if words[0].hasPrefix("include") {
        return [Self.path(String(words[1]), from: [".git"])].compactMap(\.self)
      }
      if words[0] == "core.hookspath" {
        return [Self.path(String(words[1]), from: [])].compactMap(\.self)
      }
      // A program of the work tree has a folder before its name; a bare word is any program, or none.
      return words[1].split(separator: " ").filter { $0.utf8.contains(UInt8(ascii: "/")) }
        .compactMap { Self.path(String($0), from: []) }
    }
  }

  /// A path in the folder without dots; nil for one that leads out of it, or is none.
  private static func path(_ text: String, from start: [String]) -> String? {
    guard !text.hasPrefix("/"), !text.hasPrefix("~") else { return nil }
    var parts = start
    for part in text.split("/") where part != "." && !part.isEmpty {
      if part != ".." {
        parts.append(String(part))
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}
