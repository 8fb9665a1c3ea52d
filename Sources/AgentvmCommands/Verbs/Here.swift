import AgentModel
import ArgumentParser
import TerminalText
import Workflows

struct Here: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Run a command confined, in this folder and on this terminal.",
    discussion: """
      The folder is the agent's workspace, at level trusted; at level paranoid its changes are thrown
      away. Without a command it is the profile's, without both a shell. It ends with the command, with
      its exit status, and leaves nothing but what the command did in the folder.
      """)

  @OptionGroup var options: AgentOptions

  @Argument(parsing: .postTerminator, help: "The command to run.")
  var command: [String] = []

  func run(in context: Context, _ output: Output) throws {
    for (option, isGiven) in [
      ("--no-sandbox", options.noSandbox), ("--attach", options.attach),
      ("--gitlawb", options.identity),
      // Only the filter keeps it from typing into your shell.
      ("--degrade seccomp", options.degrade.contains(SandboxLayer.seccomp.rawValue)),
    ] where isGiven { throw UsageError.conflict(option, "here") }
    var request = try options.request(command, in: context)
    if request.sandbox == .standard {
      if options.sandbox != nil { throw UsageError.conflict("--sandbox standard", "here") }
      request.sandbox = .trusted
    }
    request.place = context.host.workingDirectory
    request.isHeadless = options.prompt != nil
    let (status, findings) = try RunHere(context).run(request) {
      output.warn(Printable.line($0))
    }
    output.warn(findings)
    if status != 0 { throw Exit(status: status) }
  }
}
