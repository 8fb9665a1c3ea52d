import AgentModel
import Host
import Profiles
import Status

/// The profiles of a home: the user's own before the shipped ones.
package struct ProfileLibrary: Sendable {
  private let context: Context

  private static let limit = 1 << 20

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// The names of all profiles, sorted.
  package var names: [String] {
    let files = directories.flatMap { (try? context.files.list($0)) ?? [] }
    let names = files.filter { $0.hasSuffix(".env") }.map { String($0.dropLast(4)) }
    let embedded = context.installation.share == nil ? [EmbeddedDemo.name] : []
    return Set(names.filter(ProfileLibrary.isName) + embedded).sorted()
  }

  /// A profile with its status rules. Throws `ProfileError` or `HostError`.
  package func load(_ name: String) throws -> Profile {
    guard ProfileLibrary.isName(name) else { throw ProfileError.invalidName(name) }
    if name == EmbeddedDemo.name, context.installation.share == nil { try unpackDemo() }
    guard let directory = directories.first(where: { exists("\($0)/\(name).env") }) else {
      throw ProfileError.notFound(name, nearest: Suggestion.nearest(to: name, among: names))
    }
    var profile = try parse(try text("\(directory)/\(name).env"), name)
    profile.rules = try rules(of: name) ?? StatusRules()
    return profile
  }

  /// The status rules of that name; nil when there are none. Throws `ProfileError` or `HostError`.
  package func rules(of name: String) throws -> StatusRules? {
    guard let path = directories.map({ "\($0)/\(name).status.yaml" }).first(where: exists) else {
      return nil
    }
    let rules = try StatusFile.parse(try text(path), name: name)
    do { _ = try CompiledRules(rules) } catch {
      throw ProfileError.unreadable(
        profile: "\(name).status.yaml", reason: "\(error.problem): \(error.culprit ?? "")")
    }
    return rules
  }

  /// The rules for commands that have no profile: what a question and a shell's prompt look like.
  package func commandRules() throws -> StatusRules {
    try rules(of: ProfileLibrary.commandName) ?? StatusRules()
  }

  /// The name of those rules; no profile has it.
  package static let commandName = "command"

  /// The profile whose command is the one that these words begin with, by its last path component;
  /// nil when there is none.
  package func guess(_ words: [String]) -> String? {
    guard let word = words.first?.split("/").last, !word.isEmpty else { return nil }
    return names.first { name in
      guard let directory = directories.first(where: { exists("\($0)/\(name).env") }),
        let text = try? text("\(directory)/\(name).env"),
        // Only that line counts, and most are another program's.
        let line = text.split("\n").last(where: { $0.hasPrefix("PROFILE_CMD=") }),
        line.utf8.count > word.utf8.count, let profile = try? parse(String(line), name)
      else { return false }
      return profile.command.first?.split("/").last == word
    }
  }

  /// The keys that submit what was typed to an agent of that profile; Enter when it can't be read.
  package func submitKeys(of name: String) -> [String] {
    withoutRules(name)?.submitKeys ?? ["Enter"]
  }

  /// The variables that a profile names; none when it can't be read.
  package func environmentNames(of name: String) -> [String] {
    withoutRules(name)?.environmentNames ?? []
  }

  /// The variables that a profile sets, as `K=V`; none when it can't be read.
  package func environment(of name: String) -> [String] { withoutRules(name)?.environment ?? [] }

  /// How tightly agents of that profile are held; nil when it says nothing, or can't be read.
  package func sandbox(of name: String) -> SandboxLevel? { withoutRules(name)?.sandbox }

  /// A profile without its status rules, which take longest to read; nil when it can't be read.
  private func withoutRules(_ name: String) -> Profile? {
    guard ProfileLibrary.isName(name),
      let directory = directories.first(where: { exists("\($0)/\(name).env") }),
      let text = try? text("\(directory)/\(name).env")
    else { return nil }
    return try? parse(text, name)
  }

  private func parse(_ text: String, _ name: String) throws(ProfileError) -> Profile {
    try ProfileFile.parse(
      text, name: name, home: context.host.environment["HOME"] ?? "/", directory: share)
  }

  private var directories: [String] { [context.layout.profiles, "\(share)/profiles"] }

  /// The folder of the shipped profiles; where none are installed, that of the embedded one.
  private var share: String { context.installation.share ?? context.layout.embedded }

  /// Writes the embedded demo out, for an agent's program must be a file.
  private func unpackDemo() throws {
    let folder = "\(share)/profiles"
    try context.files.makeDirectory(folder, permissions: 0o755)
    for file in EmbeddedDemo.files {
      let path = "\(folder)/\(file.name)"
      if let present = try? context.files.read(path, limit: ProfileLibrary.limit),
        present == file.bytes
      {
        continue
      }
      try context.files.write(
        path, file.bytes, permissions: file.isExecutable ? 0o755 : 0o644)
    }
  }

  private func exists(_ path: String) -> Bool { context.files.facts(path) != nil }

  private func text(_ path: String) throws -> String {
    let bytes = try context.files.readFollowingLinks(path, limit: ProfileLibrary.limit)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64
      && text.utf8.allSatisfy {
        $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
      }
  }
}
