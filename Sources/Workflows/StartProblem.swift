import AgentModel
import Host
import Sandbox

/// Why an agent did not start, of what its supervisor has recorded.
enum StartProblem {
  /// Why the sandbox did not start: too old a bwrap, or a host that refuses it.
  static func of(
    _ item: PreparedAgent, _ record: RunRecord, _ reason: String, _ context: Context
  ) -> any UserFacingError {
    if let layer = record.missingLayer {
      let level = item.agent.sandbox
      guard !level.needs.contains(layer) else {
        return SandboxError.layerMissing(
          layer, level, remedy: layer == .cgroup ? GroupDelegation.remedy(context) : nil)
      }
      return SandboxError.optionNeedsLayer(option: "--cpus", layer)
    }
    guard record.sandboxFailed else {
      return WorkflowError.startFailed(item.agent.name, reason: reason)
    }
    let version = try? context.host.processes.run(Invocation(item.record.program, ["--version"]))
    let numbers = (version?.text ?? "").split { !$0.isNumber }.compactMap { Int($0) }
    if numbers.count >= 2, numbers[0] == 0, numbers[1] < 8 {
      return SandboxError.tooOld(version: "\(numbers[0]).\(numbers[1])")
    }
    return SandboxError.refusedByKernel(reason: reason)
  }
}
