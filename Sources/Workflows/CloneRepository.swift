import AgentModel
import Host

/// Clones a repository into an agent's empty workspace: shallow, without hard links to a local
/// source, and with nothing of the source's that git would execute.
package struct CloneRepository {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Throws `WorkflowError.cloneFailed` or `HostError`.
  package func run(_ url: String, ref: String?, into workspace: String) throws {
    guard let git = context.host.processes.find("git", in: context.programDirectories) else {
      throw WorkflowError.cloneFailed(url: url, reason: "git is not installed")
    }
    var arguments = ["-c", "protocol.ext.allow=never", "-c", "core.hooksPath=/dev/null", "clone"]
    arguments += ["--quiet", "--depth", "1", "--no-hardlinks"]
    if let ref { arguments += ["--branch", ref] }
    arguments += ["--", url, workspace]
    let names = ["PATH", "HOME", "SSH_AUTH_SOCK", "GIT_SSH_COMMAND", "LANG", "http_proxy"]
    var environment = (names + ["https_proxy", "no_proxy"]).compactMap { name in
      context.host.environment[name].map { "\(name)=\($0)" }
    }
    environment.append("GIT_TERMINAL_PROMPT=0")
    let completion = try context.host.processes.run(
      Invocation(
        git, arguments, environment: environment, directory: context.host.workingDirectory))
    guard completion.status == 0 else {
      throw WorkflowError.cloneFailed(url: url, reason: completion.lastError)
    }
  }
}
