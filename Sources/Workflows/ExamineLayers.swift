import AgentModel
import AgentStore
import Host
import Sandbox

/// What of the sandbox this host enforces: agents are started, by this caller, and try from inside what each
/// layer is to stop.
package struct ExamineLayers {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// A layer, and what came of trying it.
  package struct Layer: Sendable, Equatable {
    /// Its name.
    package var name: String
    /// Whether it holds an agent.
    package var holds: Bool
    /// What was tried, or what is missing.
    package var text: String
  }

  /// A level, and what it lacks here.
  package struct Level: Sendable, Equatable {
    /// Its name.
    package var level: SandboxLevel
    /// The layers that it needs and this host does not have.
    package var lacks: [String]
  }

  /// What was found out.
  package struct Report: Sendable, Equatable {
    /// All layers.
    package var layers: [Layer]
    /// All levels.
    package var levels: [Level]
  }

  /// The layers that every level needs, beside those that `SandboxLevel.needs` names.
  private static let common = ["namespaces", "capabilities", "network"]
  private static let overlay = "overlay"
  /// More processes than the probe has, so that a limit of them can be set without being met.
  private static let processes = 64

  /// Throws what keeps any agent from starting: `SandboxError`, `WorkflowError`, `HostError`.
  package func run() throws -> Report {
    try context.store.prepare()
    let canary = "\(context.layout.run)/canary"
    _ = try context.files.create(canary, [], permissions: 0o644)
    defer { try? context.files.remove(canary) }
    var request = AgentRequest()
    request.command = [SandboxPlan.stageInside, "probe", canary]
    request.network.mode = .allow
    request.limits.processes = Self.processes
    let (text, record) = try RunHere(context).capture(request)
    var layers = ExamineLayers.layers(text)
    layers.append(
      Layer(
        name: SandboxLayer.cgroup.rawValue, holds: record.group != nil,
        text: record.group.map { "\($0) in all" }
          ?? "this caller can't make control groups; limits are of each process"
          + (GroupDelegation.remedy(context).map { "; try: \($0)" } ?? "")))
    layers.append(overlay(request))
    let missing = Set(layers.filter { !$0.holds }.map(\.name))
    let levels = SandboxLevel.named.map { level in
      let needs =
        Self.common + level.needs.map(\.rawValue) + (level == .paranoid ? [Self.overlay] : [])
      return Level(level: level, lacks: needs.filter(missing.contains))
    }
    return Report(layers: layers, levels: levels)
  }

  /// Whether what is written behind an overlay stays there.
  private func overlay(_ probe: AgentRequest) -> Layer {
    var request = probe
    request.sandbox = .paranoid
    request.degraded = [.cgroup, .landlock]
    request.limits = AgentLimits()
    request.command = ["/bin/sh", "-c", "echo kept >mark && cat mark"]
    do {
      let (text, _) = try RunHere(context).capture(request)
      return Layer(
        name: Self.overlay, holds: text.contains("kept"),
        text: "what is written to a workspace lies beside it")
    } catch {
      return Layer(
        name: Self.overlay, holds: false,
        text: (error as? any UserFacingError)?.culprit ?? "no overlay can be mounted")
    }
  }

  /// The lines of a probe.
  private static func layers(_ text: String) -> [Layer] {
    text.split { $0 == "\n" || $0 == "\r\n" }.compactMap { line in
      let words = line.split(separator: " ", maxSplits: 2)
      guard words.count == 3, ["holds", "fails"].contains(words[1]) else { return nil }
      return Layer(name: String(words[0]), holds: words[1] == "holds", text: String(words[2]))
    }
  }
}
