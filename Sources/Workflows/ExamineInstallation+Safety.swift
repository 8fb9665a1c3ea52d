import AgentModel
import AgentStore
import Host
import Redaction
import TerminalText

/// What makes agents less safe than they could be.
extension ExamineInstallation {
  private static let promptLimit = 1 << 20

  /// Each layer of the sandbox, as an agent of this caller has tried it.
  func layers() -> [Finding] {
    let report: ExamineLayers.Report
    do { report = try ExamineLayers(context).run() } catch {
      return [
        Finding(
          level: .fail, check: "layers", text: Self.text(of: error),
          hint: (error as? any UserFacingError)?.hint ?? "agentvm check")
      ]
    }
    let needed = Set(report.levels.first { $0.level == .standard }?.lacks ?? [])
    return report.layers.map { layer in
      let check = "layer \(layer.name)"
      if layer.holds { return Finding(level: .ok, check: check, text: layer.text) }
      guard needed.contains(layer.name) else {
        return Finding(
          level: .ok, check: check, text: "\(layer.text); only level paranoid needs it")
      }
      return Finding(
        level: .fail, check: check, text: layer.text, hint: "--degrade \(layer.name)")
    }
  }

  func caller() -> Finding {
    guard context.host.uid == 0 else {
      return Finding(level: .ok, check: "user", text: "an ordinary one")
    }
    return Finding(
      level: .warn, check: "user", text: "agentvm runs as root; its agents have users of their own",
      hint: "useradd -m agents && su - agents")
  }

  /// Whoever reaches the supervisors' sockets, the tmux server's or the state steers the agents.
  func folders() -> Finding {
    for folder in [context.layout.root, context.layout.run, context.layout.state] {
      guard let facts = context.files.facts(folder) else { continue }
      guard facts.owner == context.host.uid, facts.permissions & 0o022 == 0 else {
        return Finding(
          level: .fail, check: "control", text: "others may change \(folder)",
          hint: "chmod 700 \(ShellWords.quoted(folder))")
      }
    }
    for folder in [context.layout.run, context.layout.state] {
      guard let facts = context.files.facts(folder), facts.permissions & 0o077 != 0 else {
        continue
      }
      return Finding(
        level: .fail, check: "control", text: "others may look into \(folder)",
        hint: "chmod 700 \(ShellWords.quoted(folder))")
    }
    return Finding(
      level: .ok, check: "control", text: "sockets and state are yours alone; no port is open")
  }

  /// Secrets that stand in files which are no place for them.
  func plainSecrets() -> [Finding] {
    var findings: [Finding] = []
    let profiles = ((try? context.files.list(context.layout.profiles)) ?? [])
      .filter { $0.hasSuffix(".env") }.map { "\(context.layout.profiles)/\($0)" }
    for path in [context.layout.configurationFile] + profiles {
      guard let bytes = try? context.files.readFollowingLinks(path, limit: 1 << 20) else {
        continue
      }
      let file = Assignments(lenient: String(decoding: bytes, as: UTF8.self))
      for key in file.keys {
        // What refers to a secret is none.
        let value = References.resolved(file[key] ?? "") { _ in nil }
        guard Self.looksSecret("\(key)=\(value.text)") else { continue }
        findings.append(
          Finding(
            level: .fail, check: "secrets",
            text: "\(key) in \(path) looks like a secret in plain text",
            hint: "agentvm env set NAME=..., and ${NAME} in its place"))
      }
    }
    for name in context.settings.unresolved {
      findings.append(
        Finding(
          level: .warn, check: "secrets", text: "config refers to \(name), which is not set",
          hint: "agentvm env set \(name)=..."))
    }
    let prompts = Set(context.store.agents().agents.compactMap(\.promptFile)).sorted()
    for path in prompts {
      guard
        let bytes = try? context.files.readFollowingLinks(path, limit: Self.promptLimit),
        Self.looksSecret(String(decoding: bytes, as: UTF8.self))
      else { continue }
      findings.append(
        Finding(
          level: .fail, check: "secrets",
          text: "the prompt \(Printable.line(path)) holds what looks like a secret",
          hint: "-e NAME=..., and its name in the prompt"))
    }
    if findings.isEmpty {
      findings.append(
        Finding(
          level: .ok, check: "secrets", text: "none in plain text in config, profiles and prompts"))
    }
    return findings
  }

  private static func looksSecret(_ text: String) -> Bool { Redactor().redacted(text) != text }

  /// Agents that could do more than they need to.
  func weakAgents() -> [Finding] {
    var findings: [Finding] = []
    for agent in context.store.agents().agents {
      if agent.weakness != nil, !agent.state.isDead {
        let layers = agent.degraded.map(\.rawValue).joined(separator: ", ")
        let weakness = layers.isEmpty ? "runs unprotected" : "runs without \(layers)"
        findings.append(
          Finding(
            level: .warn, check: "agents", text: "\(agent.name) \(weakness)",
            hint: "agentvm kill \(agent.name), and spawn it without that option"))
      }
      guard agent.sandbox.isConfined, !agent.isHere else { continue }
      let masked = Set((try? MaskSecretFiles(context).present(agent).files) ?? [])
      let seen = MaskSecretFiles(context).found(agent).filter { !masked.contains($0) }
      guard let file = seen.first else { continue }
      let path = "\(agent.workspace)/\(Printable.line(file))"
      findings.append(
        Finding(
          level: .warn, check: "agents",
          text: "\(agent.name) sees what may hold secrets: \(path)",
          hint: agent.place == nil
            ? "rm \(ShellWords.quoted(path)), or move it out of the workspace"
            : "agentvm kill \(agent.name), and spawn it again without --show-env-files"))
    }
    return findings
  }
}
