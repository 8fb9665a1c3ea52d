import AgentModel
import Host

/// What of a folder the caller's git settings name, so that git runs it or reads settings in it: asked of git
/// before an agent works there, for only git knows all places of its settings.
struct GitSettings {
  private let context: Context

  /// The most repositories that are asked, and the seconds that git gets for each: what it reads may be no file.
  private static let most = 20
  private static let seconds = "5"
  /// The ends of settings that name programs.
  private static let programs = [
    "fsmonitor", "editor", "pager", "command", "askpass", "gitproxy", "textconv", "clean", "smudge",
    "process", "driver", "program", "helper", "cmd", "external", "uploadpack", "receivepack",
  ]

  init(_ context: Context) { self.context = context }

  /// The paths in that folder, by its own and its repositories' settings, and by where their hooks lead.
  func paths(in folder: String, repositories: [String]) -> [String] {
    var tops = repositories.prefix(Self.most).map { "\(folder)/\($0)" }
    if let top = above(folder) { tops.append(top) }
    return Set(tops.flatMap { paths(of: $0) }.compactMap { FolderPath.inner(folder, $0) }).sorted()
  }

  /// The work tree that a folder is, or lies in.
  private func above(_ folder: String) -> String? {
    var parts = folder.split(separator: "/")
    while !parts.isEmpty {
      let path = "/" + parts.joined(separator: "/")
      if context.files.facts("\(path)/.git") != nil { return path }
      parts.removeLast()
    }
    return nil
  }

  private func paths(of top: String) -> [String] {
    hookTargets(of: top)
      + settings(of: top).flatMap { key, value -> [String] in
        if key.hasPrefix("include") { return [absolute(value, from: "\(top)/.git")] }
        if key == "core.hookspath" { return [absolute(value, from: top)] }
        guard key.hasPrefix("alias.") || Self.programs.contains(where: key.hasSuffix) else {
          return []
        }
        return value.split { " \t\"'`;|&()<>=!".contains($0) }.map {
          absolute(String($0), from: top)
        }
      }
  }

  /// git's settings for a work tree, its own and those of the user; keys in small letters.
  private func settings(of top: String) -> [(key: String, value: String)] {
    guard let timeout = context.host.processes.find("timeout", in: context.programDirectories),
      let home = context.host.environment["HOME"],
      let list = try? context.host.processes.run(
        Invocation(
          timeout, [Self.seconds, "git", "config", "--list", "--null", "--includes"],
          environment: [
            "HOME=\(home)", "PATH=\(context.programDirectories.joined(separator: ":"))",
            // A folder of another user's has settings, too.
            "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*",
          ], directory: top))
    else { return [] }
    return list.text.split(separator: "\0").compactMap { setting in
      let words = setting.split(separator: "\n", maxSplits: 1)
      return words.count == 2 ? (words[0].lowercased(), String(words[1])) : nil
    }
  }

  private func hookTargets(of top: String) -> [String] {
    let hooks = "\(top)/.git/hooks"
    return ((try? context.files.list(hooks)) ?? []).compactMap { name in
      context.files.linkTarget("\(hooks)/\(name)").map { absolute($0, from: hooks) }
    }
  }

  /// A path without dots.
  private func absolute(_ text: String, from folder: String) -> String {
    var text = text
    if text.hasPrefix("~/") { text = (context.host.environment["HOME"] ?? "") + text.dropFirst() }
    var parts: [Substring] = text.hasPrefix("/") ? [] : folder.split(separator: "/")
    for part in text.split(separator: "/") where part != "." {
      if part != ".." { parts.append(part) } else { _ = parts.popLast() }
    }
    return "/" + parts.joined(separator: "/")
  }
}
