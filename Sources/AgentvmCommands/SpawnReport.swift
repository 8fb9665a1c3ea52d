import AgentModel
import TerminalText
import Workflows

/// Says how spawning goes, and remembers what failed.
final class SpawnReport {
  private let output: Output
  private let isQuiet: Bool
  private(set) var failures = 0

  /// `isQuiet`: everything goes to standard error, for standard output is the agent's.
  init(_ output: Output, isQuiet: Bool = false) {
    self.output = output
    self.isQuiet = isQuiet
  }

  func take(_ event: SpawnAgents.Event) {
    switch event {
    case .reused(let name):
      output.warn("the agent was dead; its workspace is used again: '\(name)'")
    case .started(let agent) where agent.run?.commandFailed == true && !isQuiet:
      failures += 1
      output.error(WorkflowError.commandFailed(agent.name))
    case .started(let agent):
      if isQuiet {
        output.note("started \(agent.name)")
      } else {
        output.info("started \(agent.name)")
      }
      if agent.sandbox == .none { output.warn("it runs without a sandbox: '\(agent.name)'") }
      if !agent.degraded.isEmpty {
        let layers = agent.degraded.map(\.rawValue).joined(separator: ", ")
        output.warn("its sandbox is without \(layers): '\(agent.name)'")
      }
    case .warning(let name, let text): output.warn("\(name): \(Printable.line(text))")
    case .failed(_, let error):
      failures += 1
      output.error(error)
    case .memoryIsShort(let count): output.warn("memory is short: \(count) start at once")
    }
  }

  /// The block that ends a `spawn`.
  func describe(_ agent: Agent) {
    output.line("    Session:   \(agent.session)")
    output.line("    Workspace: \(agent.workspace)")
    output.line("    Sandbox:   \(SandboxText.short(agent))")
    if let profile = agent.profile { output.line("    Profile:   \(profile)") }
    if let did = agent.did { output.line("    DID:       \(Printable.line(did))") }
    if let created = agent.createdAt { output.line("    Created:   \(created)") }
    output.line()
    output.line("attach with: agentvm attach \(agent.name)")
  }
}
