import AgentModel

/// What a workflow can't do.
package enum WorkflowError: UserFacingError, Equatable {
  case alreadyRunning(AgentName)
  case notRunning(AgentName)
  case noSupervisor
  case promptMissing(path: String)
  case promptTooLarge(path: String)
  case promptEmpty(path: String)
  case promptBinary(path: String)
  case promptNeedsSession
  case isHere(AgentName)
  case sourceHoldsWorkspace(path: String)
  case notADirectory(path: String)
  case fileMissing(path: String)
  case workspaceNotEmpty(path: String)
  case cloneFailed(url: String, reason: String)
  case pathNotForAgents(path: String)
  case startFailed(AgentName, reason: String)
  case promptFailed(AgentName, reason: String)
  case stillAlive(AgentName)
  case noLog(AgentName)
  case identityUnavailable
  case identityFailed(reason: String)
  case scriptFailed(path: String, status: Int32)
  case invalidPaneSize(String)
  case commandFailed(AgentName)
  case interrupted
  case workspaceMissing(path: String)
  case diffFailed(AgentName, reason: String)
  case sameName(AgentName)
  case secretFile(path: String)
  case noGate(AgentName, NetworkMode)
  case nameTaken(AgentName)
  case nothingRuns
  case runsElsewhere(AgentName)
  case endedMeanwhile(AgentName)
  case tooManyCommands(AgentName)
  case supervisorBusy(AgentName)
  case gateEnded(AgentName)
  case lineTooLong(AgentName, bytes: Int, limit: Int)

  package var problem: String {
    switch self {
    case .alreadyRunning: "the agent is already running"
    case .notRunning: "the agent is not running"
    case .noSupervisor: "a part of this installation is missing"
    case .promptMissing: "no such prompt file"
    case .promptEmpty: "the prompt file is empty"
    case .promptBinary: "the prompt file is not text"
    case .promptNeedsSession: "without a session nobody can type the prompt to this agent"
    case .isHere: "it runs on its caller's own terminal"
    case .sourceHoldsWorkspace: "this folder holds the agents' own"
    case .promptTooLarge: "a prompt has at most a megabyte"
    case .notADirectory: "no such directory"
    case .fileMissing: "no such file"
    case .workspaceNotEmpty: "the agent's workspace is not empty"
    case .cloneFailed(_, let reason): "git could not clone (\(reason))"
    case .pathNotForAgents: "a profile may not give an agent this path"
    case .startFailed(_, let reason): "the agent did not start (\(reason))"
    case .promptFailed(_, let reason): "the prompt was not delivered (\(reason))"
    case .stillAlive: "the agent did not end"
    case .noLog: "the agent has no log"
    case .identityUnavailable: "an identity needs a program that is not installed"
    case .identityFailed: "the identity could not be made"
    case .scriptFailed(_, let status): "a script failed with status \(status)"
    case .interrupted: "interrupted"
    case .workspaceMissing: "the agent's workspace is gone"
    case .diffFailed(_, let reason): "git could not show the changes (\(Self.or(reason)))"
    case .sameName: "it has this name"
    case .secretFile: "a file that may hold secrets can't be kept from the agent"
    case .noGate(_, .none): "the agent has no network"
    case .noGate: "the agent is on the host's own network"
    case .nameTaken: "something of that name exists"
    case .nothingRuns: "no running agents"
    case .endedMeanwhile: "the agent ended, and the command with it"
    case .tooManyCommands: "too many commands run in the agent's sandbox"
    case .supervisorBusy: "too many ask for this agent at once"
    case .gateEnded: "the agent's network gate has ended: nothing gets out"
    case .runsElsewhere: "it still runs in your own tmux server, started by the original agentvm"
    case .lineTooLong(_, let bytes, let limit):
      "a line of \(bytes) bytes is too long for the agent's terminal, which takes \(limit) at a time"
    case .commandFailed: "the agent's command could not be run"
    case .invalidPaneSize: "AGENTVM_PANE_SIZE is COLUMNSxROWS"
    }
  }

  package var culprit: String? {
    switch self {
    case .alreadyRunning(let name), .notRunning(let name), .startFailed(let name, _),
      .promptFailed(let name, _), .stillAlive(let name), .noLog(let name),
      .commandFailed(let name), .lineTooLong(let name, _, _),
      .diffFailed(let name, _), .noGate(let name, _), .sameName(let name), .nameTaken(let name),
      .runsElsewhere(let name),
      .endedMeanwhile(let name), .tooManyCommands(let name), .isHere(let name),
      .supervisorBusy(let name), .gateEnded(let name):
      name.description
    case .noSupervisor: "agentvm-supervisor"
    case .interrupted, .nothingRuns, .promptNeedsSession: nil
    case .promptMissing(let path), .promptTooLarge(let path), .promptEmpty(let path),
      .promptBinary(let path), .sourceHoldsWorkspace(let path), .notADirectory(let path),
      .fileMissing(let path), .workspaceNotEmpty(let path), .pathNotForAgents(let path),
      .workspaceMissing(let path), .secretFile(let path),
      .scriptFailed(let path, _):
      path
    case .cloneFailed(let url, _): url
    case .identityUnavailable: "gl"
    case .identityFailed(let reason): reason
    case .invalidPaneSize(let text): text
    }
  }

  private static func or(_ reason: String) -> String { reason.isEmpty ? "no reason given" : reason }

  package var exitStatus: Int32 { self == .interrupted ? 130 : 1 }

  package var hint: String? {
    switch self {
    case .alreadyRunning(let name): "agentvm attach \(name)"
    case .notRunning(let name), .gateEnded(let name): "agentvm restart \(name)"
    case .startFailed(let name, _), .promptFailed(let name, _), .commandFailed(let name):
      "agentvm logs \(name)"
    case .noSupervisor: "smoke/quickstart"
    case .workspaceNotEmpty: "agentvm restart NAME, or another name"
    case .promptNeedsSession: "agentvm spawn NAME --in-place ."
    case .secretFile: "chmod u+rwx its folder, or give it another name, or --show-env-files"
    case .nothingRuns: "agentvm spawn NAME"
    case .runsElsewhere(let name): "tmux kill-session -t =\(name.session)"
    default: nil
    }
  }
}
