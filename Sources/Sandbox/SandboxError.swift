import AgentModel

/// Why there is no sandbox.
package enum SandboxError: UserFacingError, Equatable {
  case noBubblewrap
  case tooOld(version: String)
  case refusedByKernel(reason: String)
  case unsupportedHome(path: String)

  package var problem: String {
    switch self {
    case .noBubblewrap: "the sandbox needs a program that is not installed"
    case .tooOld: "the sandbox needs bwrap 0.8 or newer"
    case .refusedByKernel: "this host does not let bwrap make a sandbox"
    case .unsupportedHome: "a sandbox can't be made for a home in a system folder"
    }
  }

  package var culprit: String? {
    switch self {
    case .noBubblewrap: "bwrap"
    case .tooOld(let version): version
    case .refusedByKernel(let reason): reason
    case .unsupportedHome(let path): path
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
    }
  }
}
