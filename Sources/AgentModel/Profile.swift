/// How a kind of agent is started: one file `profiles/<name>.env` and, beside it, its status rules.
package struct Profile: Sendable, Equatable {
  /// A file of the agent's HOME and the template that is merged into it.
  package struct Seed: Sendable, Equatable {
    /// A path below the agent's HOME.
    package var target: String
    /// The path of the template.
    package var template: String

    /// Makes one from its parts.
    package init(target: String, template: String) {
      self.target = target
      self.template = template
    }
  }

  /// Its name, that of its file.
  package var name: String
  /// Its name for people.
  package var label = ""
  /// The command, as words.
  package var command: [String] = []
  /// The headless form, with the prompt in the word that ends in `{prompt}`, or as last word.
  package var runCommand: [String] = []
  /// Paths of the host that the agent sees, read-only.
  package var readOnlyPaths: [String] = []
  /// Paths of the host that the agent may write.
  package var readWritePaths: [String] = []
  /// Files, relative to HOME, that a new agent gets copies of.
  package var seedFiles: [String] = []
  /// JSON files of the agent's HOME that get settings of their own.
  package var jsonSeeds: [Seed] = []
  /// TOML files of the agent's HOME that get settings of their own.
  package var tomlSeeds: [Seed] = []
  /// Variables that the agent gets from the caller's environment and the home's env file.
  package var environmentNames: [String] = []
  /// Variables that the agent always gets, as `K=V`.
  package var environment: [String] = []
  /// A script of the user to run on the host before the start.
  package var postCreateScript: String?
  /// tmux key names, sent once the agent is ready.
  package var startupKeys: [String] = []
  /// tmux key names that submit a pasted prompt.
  package var submitKeys: [String] = ["Enter"]
  /// How tightly it is held; nil for what the settings say.
  package var sandbox: SandboxLevel?
  /// How it is connected; nil for what the settings say.
  package var network: NetworkMode?
  /// Hosts that it needs, as rules or sets in text.
  package var allowedHosts: [String] = []
  /// Variables that hold the address of a service that it uses: its host is one that it needs.
  package var serviceVariables: [String] = []
  /// How its status shows.
  package var rules = StatusRules()

  /// Makes one from its parts.
  package init(name: String) { self.name = name }
}
