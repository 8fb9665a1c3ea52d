import AgentModel

/// Why there is no sandbox.
package enum SandboxError: UserFacingError, Equatable {
  case noBubblewrap
  case tooOld(version: String)
  case refusedByKernel(reason: String)
  case unsupportedHome(path: String)
  case layerMissing(SandboxLayer, SandboxLevel, remedy: String?)
  case optionNeedsLayer(option: String, SandboxLayer)
  case placeNotForAgents(path: String)
  case placeOfRoot(path: String)
  case placeIsLinked(path: String)
  case placeHasMoved(path: String)
  case placeHasSockets(path: String)
  case placeInUse(path: String, by: AgentName)

  package var problem: String {
    switch self {
    case .noBubblewrap: "the sandbox needs a program that is not installed"
    case .tooOld: "the sandbox needs bwrap 0.8 or newer"
    case .refusedByKernel: "this host does not let bwrap make a sandbox"
    case .unsupportedHome: "a sandbox can't be made for a home in a system folder"
    case .layerMissing(_, let level, _):
      "this host lacks a layer that level \(level.rawValue) needs"
    case .optionNeedsLayer(let option, _): "this host lacks the layer that \(option) needs"
    case .placeNotForAgents: "no agent works in place on this folder"
    case .placeOfRoot: "without seccomp no agent works in place on root's own folder"
    case .placeInUse(_, let name): "the agent \(name) works in place there"
    case .placeHasMoved: "the agent's folder is a link to another one by now"
    case .placeHasSockets: "a folder with so many sockets can't be guarded"
    case .placeIsLinked: "a repository that is a link can't be guarded"
    }
  }

  package var culprit: String? {
    switch self {
    case .noBubblewrap: "bwrap"
    case .tooOld(let version): version
    case .refusedByKernel(let reason): reason
    case .layerMissing(let layer, _, _), .optionNeedsLayer(_, let layer): layer.rawValue
    case .unsupportedHome(let path), .placeNotForAgents(let path), .placeOfRoot(let path),
      .placeIsLinked(let path), .placeHasMoved(let path), .placeHasSockets(let path),
      .placeInUse(let path, _):
      path
    }
  }

  package var hint: String? {
    switch self {
    case .noBubblewrap: "apt install bubblewrap"
    case .tooOld: "install bubblewrap of Debian 12, Ubuntu 24.04 or newer"
    case .refusedByKernel:
      "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu) or "
        + "kernel.unprivileged_userns_clone=1; --no-sandbox runs it unprotected"
    case .unsupportedHome: "AGENTVM_HOME=~/.agentvm"
    case .layerMissing(let layer, _, let remedy):
      "\(remedy ?? "agentvm check"), or --degrade \(layer.rawValue)"
    case .optionNeedsLayer(let option, _): "agentvm check, or leave \(option) out"
    case .placeNotForAgents: "a folder of its own, or --from-dir for a copy"
    case .placeInUse(_, let name): "agentvm kill \(name), or --from-dir for a copy"
    case .placeHasMoved: "move it back, or agentvm spawn another with --in-place"
    case .placeOfRoot, .placeIsLinked, .placeHasSockets: "--from-dir, for a copy"
    }
  }
}
