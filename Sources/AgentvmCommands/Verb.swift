import AgentModel
import ArgumentParser
import Host
import Workflows

/// A command of agentvm: parsed from argv, run on a context.
protocol Verb: ParsableCommand {
  /// Does it. What a user-facing error says is printed, and its status is the command's.
  func run(in context: Context, _ output: Output) throws
}

extension Verb {
  func run() throws {
    guard let host = CommandHost.current else { throw HostError.refused(what: "no host") }
    let context = try Context(host)
    let output = Output(host)
    for problem in context.settings.problems { output.warn(problem) }
    try run(in: context, output)
  }
}

/// A command that needs no home: it works wherever it is called.
protocol HomelessVerb: Verb {
  func run(_ output: Output) throws
}

extension HomelessVerb {
  func run(in context: Context, _ output: Output) throws { try run(output) }

  func run() throws {
    guard let host = CommandHost.current else { throw HostError.refused(what: "no host") }
    try run(Output(host))
  }
}

/// The host that commands run on.
package enum CommandHost {
  /// Installed by the executable before anything is parsed.
  @TaskLocal package static var current: Host?
}

/// Ends a command with a status, everything having been said.
struct Exit: Error {
  let status: Int32
}
