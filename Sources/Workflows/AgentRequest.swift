import AgentModel

/// What somebody wants an agent to be.
package struct AgentRequest: Sendable {
  package var profile: String?
  package var identity: IdentityMode = .auto
  package var promptFile: String?
  package var tags: [Tag] = []
  package var fromDirectory: String?
  package var fromGit: String?
  package var fromGitRef: String?
  /// The command after `--`; empty for the profile's.
  package var command: [String] = []
  package var sandbox: SandboxLevel = .standard
  /// Seconds until a prompt that could not be delivered has failed.
  package var readyTimeout = 60
  /// Whether an agent is started again as it was: what it was made from is not taken once more.
  package var isRestart = false
  /// Whether the agent does one task and ends.
  package var isHeadless = false

  package init() {}

  /// What an agent was started with, for starting it again.
  package init(_ agent: Agent) {
    isRestart = true
    profile = agent.profile
    identity = agent.identityMode == .auto && agent.did != nil ? .force : agent.identityMode
    promptFile = agent.promptFile
    tags = agent.tags
    fromDirectory = agent.fromDirectory
    fromGit = agent.fromGit
    fromGitRef = agent.fromGitRef
    command = agent.command
    sandbox = agent.sandbox
  }
}
