import AgentModel
import Host
import Profiles

/// Gives an agent's HOME its shell settings, what its profile takes from the caller's HOME, and the
/// answers to first-run dialogs. The agent may have left links there: none is followed.
package struct SeedHome {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Seeds what is not there yet. Throws `HostError` or `ProfileError`.
  package func run(_ agent: Agent, _ profile: Profile?) throws {
    let prompt = "PS1='agent:\(agent.name):\\w\\$ '\nalias ll='ls -l'\n"
    for file in [".bashrc", ".zshrc"] {
      try writeIfAbsent(agent, file, Array(prompt.utf8))
    }
    guard let profile else { return }
    for file in profile.seedFiles { try copy(file, to: agent) }
    for seed in profile.jsonSeeds {
      try merge(seed, agent) { template, existing throws in
        try JSONSeed.merged(
          template: template, into: existing, workspace: agent.workspaceInside,
          variable: context.settings.variable)
      }
    }
    for seed in profile.tomlSeeds {
      try merge(seed, agent) { template, existing in
        let text = TOMLSeed.merged(
          template: String(decoding: template, as: UTF8.self),
          into: String(decoding: existing ?? [], as: UTF8.self), workspace: agent.workspaceInside,
          variable: context.settings.variable)
        return Array(text.utf8)
      }
    }
  }

  private func merge(
    _ seed: Profile.Seed, _ agent: Agent, _ merged: ([UInt8], [UInt8]?) throws -> [UInt8]
  ) throws {
    let template = try context.files.readFollowingLinks(seed.template, limit: 1 << 20)
    let existing = try? context.files.read(below: agent.home, seed.target, limit: 16 << 20)
    try context.files.write(
      below: agent.home, seed.target, try merged(template, existing ?? nil), permissions: 0o600)
  }

  /// Names the agent as the author of its commits. Throws `HostError`.
  package func writeGitConfiguration(_ agent: Agent) throws {
    let address = agent.did.map { "\($0)@gitlawb" } ?? "\(agent.name)@agentvm.local"
    let text = """
      [user]
      \tname = \(agent.name)
      \temail = \(address)
      [init]
      \tdefaultBranch = main
      [safe]
      \tdirectory = *

      """
    try context.files.write(
      below: agent.home, ".gitconfig", Array(text.utf8), permissions: 0o600)
  }

  private func copy(_ file: String, to agent: Agent) throws {
    guard let home = context.host.environment["HOME"], !file.hasPrefix("/"),
      !file.split(separator: "/").contains("..")
    else { return }
    let source = "\(home)/\(file)"
    guard let resolved = context.files.resolved(source) else { return }
    if context.files.facts(resolved)?.kind == .directory {
      try copyFolder(resolved, file, to: agent)
    } else {
      let bytes = try context.files.readFollowingLinks(source, limit: 64 << 20)
      let mode: UInt16 = context.files.isExecutable(source) ? 0o700 : 0o600
      try writeIfAbsent(agent, file, bytes, mode)
    }
  }

  private func copyFolder(_ source: String, _ file: String, to agent: Agent) throws {
    for name in try context.files.list(source) {
      let path = "\(source)/\(name)"
      switch context.files.facts(path)?.kind {
      case .directory: try copyFolder(path, "\(file)/\(name)", to: agent)
      case .file:
        let bytes = try context.files.read(path, limit: 64 << 20)
        let mode: UInt16 = context.files.isExecutable(path) ? 0o700 : 0o600
        try writeIfAbsent(agent, "\(file)/\(name)", bytes, mode)
      default: break
      }
    }
  }

  private func writeIfAbsent(
    _ agent: Agent, _ file: String, _ bytes: [UInt8], _ permissions: UInt16 = 0o600
  ) throws {
    guard context.files.facts("\(agent.home)/\(file)") == nil else { return }
    try context.files.write(below: agent.home, file, bytes, permissions: permissions)
  }
}
