import AgentModel

/// What somebody wants an agent to be.
package struct AgentRequest: Sendable {
  /// The profile's name; nil for a command or a shell.
  package var profile: String?
  /// Whether it gets an identity.
  package var identity: IdentityMode = .auto
  /// The absolute path of its first prompt.
  package var promptFile: String?
  /// Its labels.
  package var tags: [Tag] = []
  /// A folder to copy into the workspace.
  package var fromDirectory: String?
  /// A repository to clone into it.
  package var fromGit: String?
  /// The branch or tag of that.
  package var fromGitRef: String?
  /// The command after `--`; empty for the profile's.
  package var command: [String] = []
  /// How tightly it is held.
  package var sandbox: SandboxLevel = .standard
  /// The layers of it that it can do without.
  package var degraded: [SandboxLayer] = []
  /// The user's own folder that it works on, an absolute path.
  package var place: String?
  /// Seconds until a prompt that could not be delivered has failed.
  package var readyTimeout = 60
  /// Variables for it, by hand; their values are written down nowhere but in its launch record.
  package var environment: [String: String] = [:]
  /// Names of variables for it, whose values are the caller's or the home's.
  package var environmentNames: [String] = []
  /// Absolute paths of files with further variables.
  package var environmentFiles: [String] = []
  /// What it may use.
  package var limits = AgentLimits()
  /// Whether files of its workspace that hold secrets are not kept from it.
  package var showsSecretFiles = false
  /// What it may reach.
  package var network = AgentNetwork()
  /// Whether an agent is started again as it was: what it was made from is not taken once more.
  package var isRestart = false
  /// Whether it runs on the caller's own terminal.
  package var isForeground = false
  /// Whether the agent does one task and ends.
  package var isHeadless = false

  /// Nothing in particular.
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
    degraded = agent.degraded
    place = agent.place
    environmentNames = agent.environmentNames
    environmentFiles = agent.environmentFiles
    limits = agent.limits
    network = agent.network
    showsSecretFiles = agent.showsSecretFiles
  }
}
