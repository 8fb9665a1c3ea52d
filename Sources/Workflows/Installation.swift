import AgentModel
import Host

/// Where the parts of agentvm lie: found from the running executable, links resolved.
package struct Installation: Sendable {
  /// The folder with `profiles`, `hooks` and `templates`; nil when only the executable is there.
  package let share: String?
  /// The supervisor's executable; nil when it is not there.
  package let supervisor: String?

  /// Makes one from its parts.
  package init(_ host: Host) {
    let folder = FolderPath.parent(host.executable)
    supervisor = [
      "\(folder)/agentvm-supervisor", "\(folder)/../libexec/agentvm/agentvm-supervisor",
    ]
    .first { host.files.isExecutable($0) }.flatMap { host.files.resolved($0) }
    var candidates = ["\(folder)/../share/agentvm"]
    var above = folder
    for _ in 0..<4 {
      candidates.append(above)
      above = FolderPath.parent(above)
    }
    share =
      candidates.first { host.files.facts("\($0)/profiles/demo.env") != nil }
      .flatMap { host.files.resolved($0) }
  }
}
