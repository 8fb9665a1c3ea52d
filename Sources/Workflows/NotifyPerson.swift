import AgentModel
import AgentStore
import Host

/// Tells a person that an agent needs one: by the desktop's notification or a command of the user's,
/// as `AGENTVM_NOTIFY` says, for the states of `AGENTVM_NOTIFY_ON`, outside `AGENTVM_QUIET_HOURS`.
package struct NotifyPerson {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Starts what notifies; nothing where nobody is to be told. Throws `HostError`.
  package func run(name: String, old: String, new: String, sentence: String) throws {
    guard let status = AgentStatus(new), isWanted(status) else { return }
    guard !context.settings.isQuiet(at: context.host.clock.now) else { return }
    switch context.settings.notify {
    case nil, "bell": return
    case "desktop":
      guard
        let program = context.host.processes.find("notify-send", in: context.programDirectories)
      else { return }
      let urgency = status.needsPerson ? "critical" : "normal"
      // Text of an agent: as words of its own, and without what a desktop would take for markup.
      let plain = String(sentence.map { "<>&".contains($0) ? " " : $0 })
      try start(
        program, ["-a", "agentvm", "-u", urgency, "--", "\(name): \(new)", plain],
        [:])
    case let command?:
      guard let words = try? ShellWords.split(command), let program = words.first else { return }
      let path =
        program.hasPrefix("/")
        ? program
        : context.host.processes.find(program, in: context.programDirectories) ?? program
      try start(
        path, Array(words.dropFirst()) + [name, old, new, sentence],
        ["AGENT_NAME": name, "AGENT_OLD_STATUS": old, "AGENT_STATUS": new])
    }
  }

  private func start(
    _ program: String, _ arguments: [String], _ variables: [String: String]
  ) throws(HostError) {
    let environment = context.host.environment.merging(variables) { $1 }
    _ = try context.host.processes.run(
      Invocation(
        program, arguments, environment: environment.map { "\($0.key)=\($0.value)" },
        directory: "/"))
  }

  private func isWanted(_ status: AgentStatus) -> Bool {
    context.settings.notifyOn.contains(status.word)
      && (status.word != .failing || status.needsPerson)
  }
}
