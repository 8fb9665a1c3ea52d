import ArgumentParser

/// The help, made from the table of verbs and their declarations.
enum HelpText {
  static func printOverview(_ output: Output) {
    output.line("agentvm: a sandbox, a tmux session and a log for every AI coding agent")
    output.line()
    output.line("usage: agentvm COMMAND [ARGUMENTS]")
    for group in VerbTable.Group.allCases {
      output.line()
      output.line(output.bold(group.rawValue))
      for row in VerbTable.shown where row.group == group {
        let name = ([row.name] + row.aliases).joined(separator: ", ")
        output.line(
          Table.row([("  \(name)", 14), (row.type.configuration.abstract, 0)]))
      }
    }
    output.line()
    output.line("agentvm help COMMAND tells more. A first try, without any key:")
    output.line("  agentvm swarm crawler 3 -p demo && agentvm watch")
  }

  static func text(of row: VerbTable.Row) -> String {
    let type = row.type
    let lines = type.helpMessage(columns: 90).split(
      separator: "\n", omittingEmptySubsequences: false)
    // The parser knows the verb as a program of its own.
    let body = lines.drop { !$0.hasPrefix("USAGE:") }.dropFirst().drop { !$0.isEmpty }
    let abstract = type.configuration.abstract
    return "agentvm \(row.name): \(abstract)\n\nusage: agentvm \(row.name) \(row.usage)\n"
      + (type.configuration.discussion.isEmpty ? "" : "\n\(type.configuration.discussion)\n")
      + body.joined(separator: "\n") + "\nEXAMPLE:\n  \(row.example)"
  }

  /// The usage line of a verb alone.
  static func usage(of name: String) -> String {
    "usage: agentvm \(name) \(VerbTable.find(name)?.usage ?? "")"
  }
}
