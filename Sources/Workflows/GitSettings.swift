import AgentModel
import Host

/// What of a folder the settings of its repositories and of the caller name, so that git runs it or reads
/// settings in it. An earlier agent may have written them: git gets them as text, in no folder, and follows
/// nothing.
struct GitSettings {
  private let context: Context

  /// The most repositories that are asked.
  private static let most = 20
  /// Bytes of a file of settings.
  static let limit = 1 << 20
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
    guard !tops.isEmpty else { return [] }
    let own = callersOwn
    return Set(
      tops.flatMap { paths(of: $0, in: folder, own) }.compactMap { FolderPath.inner(folder, $0) }
    )
    .sorted()
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

  private func paths(of top: String, in folder: String, _ own: [Setting]) -> [String] {
    let settings = settings(in: top, ".git/config")
    let included = settings.filter { $0.key.hasPrefix("include") }
      .map { absolute($0.value, from: "\(top)/.git") }
    // One that includes another is a setting of the agent's as soon as it is its file.
    let further = included.compactMap { FolderPath.inner(folder, $0) }
      .flatMap { self.settings(in: folder, $0) }
    return included + hookTargets(of: top)
      + (own + settings + further).flatMap { setting -> [String] in
        if setting.key == "core.hookspath" { return [absolute(setting.value, from: top)] }
        guard
          setting.key.hasPrefix("alias.") || Self.programs.contains(where: setting.key.hasSuffix)
        else { return [] }
        return setting.value.split { " \t\"'`;|&()<>=!".contains($0) }
          .map { absolute(String($0), from: top) }
      }
  }

  private typealias Setting = (key: String, value: String)

  /// Those of a regular file to which no link leads.
  private func settings(in folder: String, _ path: String) -> [Setting] {
    guard let bytes = try? context.files.read(below: folder, path, limit: Self.limit),
      Self.mayMatter(bytes)
    else { return [] }
    return list(["--file", "-"], home: "/nonexistent", input: bytes)
  }

  /// The caller's for all repositories, which no agent writes.
  private var callersOwn: [Setting] {
    guard let home = context.host.environment["HOME"] else { return [] }
    let files = [".gitconfig", ".config/git/config"].compactMap {
      try? context.files.readFollowingLinks("\(home)/\($0)", limit: Self.limit)
    }
    return files.contains(where: Self.mayMatter) ? list(["--global"], home: home) : []
  }

  /// Whether a text has any of the words in it that count: most have none, and starting git takes time.
  static func mayMatter(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    return (programs + ["include", "hookspath", "alias"]).contains(where: text.contains)
  }

  /// What git reads there, keys in small letters; the folder it works in is none of anybody's.
  private func list(_ source: [String], home: String, input: [UInt8] = []) -> [Setting] {
    guard let git = context.host.processes.find("git", in: context.programDirectories),
      let list = try? context.host.processes.run(
        Invocation(
          git, ["config"] + source + ["--list", "--null", "--no-includes"],
          environment: ["HOME=\(home)", "GIT_CONFIG_NOSYSTEM=1"], directory: "/", input: input))
    else { return [] }
    return list.text.split(separator: "\0").compactMap { setting in
      let words = setting.split(separator: "\n", maxSplits: 1)
      return words.count == 2 ? (words[0].lowercased(), String(words[1])) : nil
    }
  }

  private func hookTargets(of top: String) -> [String] {
    let hooks = "\(top)/.git/hooks"
    guard ["\(top)/.git", hooks].allSatisfy({ context.files.facts($0)?.kind == .directory }) else {
      return []
    }
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
