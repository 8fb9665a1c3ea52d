/// How a kind of agent is started: one file `profiles/<name>.env` and, beside it, its status rules.
package struct Profile: Sendable, Equatable {
  /// A JSON file of the agent's HOME and the template that is merged into it.
  package struct JSONSeed: Sendable, Equatable {
    package var target: String
    package var template: String

    package init(target: String, template: String) {
      self.target = target
      self.template = template
    }
  }

  package var name: String
  package var label = ""
  package var command: [String] = []
  /// The headless form, to which the prompt is added as last word.
  package var runCommand: [String] = []
  package var readOnlyPaths: [String] = []
  package var readWritePaths: [String] = []
  /// Files, relative to HOME, that a new agent gets copies of.
  package var seedFiles: [String] = []
  package var jsonSeeds: [JSONSeed] = []
  /// Variables that the agent gets from the caller's environment and the home's env file.
  package var environmentNames: [String] = []
  /// Variables that the agent always gets, as `K=V`.
  package var environment: [String] = []
  package var postCreateScript: String?
  /// tmux key names, sent once the agent is ready.
  package var startupKeys: [String] = []
  /// tmux key names that submit a pasted prompt.
  package var submitKeys: [String] = ["Enter"]
  package var ready = ReadyRule()

  package init(name: String) { self.name = name }
}
