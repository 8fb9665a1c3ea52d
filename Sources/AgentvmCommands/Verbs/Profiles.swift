import AgentModel
import ArgumentParser
import Workflows

struct Profiles: Verb {
  static let configuration = CommandConfiguration(
    abstract: "List the kinds of agents, and whether each is installed.")

  @Flag(name: .long, help: "As JSON.")
  var json = false

  private struct Row: Encodable {
    var name: String
    var label: String
    var command: String
    var installed: Bool
    var stateDirs: [String]
    var envVars: [String]

    private enum CodingKeys: String, CodingKey {
      case name, label, command, installed
      case stateDirs = "state_dirs"
      case envVars = "env_vars"
    }
  }

  func run(in context: Context, _ output: Output) throws {
    let library = ProfileLibrary(context)
    var rows: [Row] = []
    for name in library.names {
      do {
        let profile = try library.load(name)
        rows.append(
          Row(
            name: name, label: profile.label, command: ShellWords.joined(profile.command),
            installed: profile.command.first.flatMap { LocateProgram(context).run($0) } != nil,
            stateDirs: profile.seedFiles,
            envVars: profile.environmentNames))
      } catch let error as any UserFacingError { output.warn(error) }
    }
    if json { return output.line(try JSONText.line(rows)) }
    let lines = Table.lines(
      rows.map { row in
        [
          row.name, Self.cut(row.label, 15), Self.cut(row.command, 40),
          Self.cut(row.stateDirs.joined(separator: ":"), 40),
        ]
      }, widths: [14, 16, 41])
    for (row, line) in zip(rows, lines) {
      output.line((row.installed ? output.green("●") : output.dim("○")) + " " + line)
    }
    output.line()
    output.line("● installed   ○ its program was not found")
  }

  private static func cut(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }
}
