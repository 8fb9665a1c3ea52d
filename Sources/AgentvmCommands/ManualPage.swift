import AgentModel
import Dashboard

/// The manual page, in the macros of man(7), made from the table of verbs and their declarations.
enum ManualPage {
  static var text: String {
    var page = """
      .TH AGENTVM 1 "" "agentvm \(AgentvmCommand.version)" "User Commands"
      .SH NAME
      agentvm \\- a sandbox, a tmux session and a log for every AI coding agent
      .SH SYNOPSIS
      .B agentvm
      .I COMMAND
      .RI [ ARGUMENTS ]
      .SH DESCRIPTION
      Every agent has a workspace of its own, a sandbox that the kernel enforces, a tmux session and a
      log that holds every byte it writes.
      .SH COMMANDS

      """
    for row in VerbTable.shown { page += section(row) }
    return page + keys + closing
  }

  private static func section(_ row: VerbTable.Row) -> String {
    let configuration = row.type.configuration
    let name = ([row.name] + row.aliases).joined(separator: ", ")
    var text = ".SS \(escaped("\(name) \(row.usage)"))\n\(escaped(configuration.abstract))\n"
    if !configuration.discussion.isEmpty { text += ".PP\n\(escaped(configuration.discussion))\n" }
    let declarations = Declarations(of: row.type)
    for option in declarations.options where !option.names.contains("--help") {
      let value = option.value.map { " \($0.uppercased())" } ?? ""
      text += ".TP\n.B \(escaped(option.names.joined(separator: ", ") + value))\n"
      text += "\(escaped(option.abstract))\n"
    }
    return text + ".PP\nExample:\n.PP\n.RS 4\n.EX\n\(escaped(row.example))\n.EE\n.RE\n"
  }

  /// The dashboard's keys, from its own table.
  private static var keys: String {
    var text = """
      .SH KEYS
      Of \\fBwatch\\fR and \\fBgrid\\fR. \\fI~/.agentvm/keybindings\\fR changes them: lines of an action, as it
      is called in brackets here, and its keys.

      """
    var group = ""
    for row in KeyTable().rows where !row.keys.isEmpty {
      if row.group != group {
        group = row.group
        text += ".SS \(escaped(group))\n"
      }
      let names = row.keys.map(\.description).joined(separator: ", ")
      let place = row.place == .grid ? ", in the grid" : ""
      text += ".TP\n.B \(escaped(names))\n"
      text += "\(escaped("\(row.words)\(place) [\(row.action.rawValue)]"))\n"
    }
    return text
  }

  private static let closing = """
    .SH EXIT STATUS
    0 when all went well, 1 for any error. \\fBrun\\fR, \\fBwait\\fR and \\fBexec \\-\\-in\\fR exit as the
    agent or the command did: its own status, 128 + the signal that ended it, 127 when it was not
    found, 126 when it could not be run; 124 when the time of \\fBrun\\fR was over, 2 when that of
    \\fBwait\\fR was.
    .SH FILES
    .TP
    .I ~/.agentvm
    The home, unless AGENTVM_HOME names another: \\fIenv\\fR (keys and tokens), \\fIconfig\\fR
    (settings), \\fIprofiles\\fR and \\fIhooks\\fR of your own, \\fIworkspaces\\fR, \\fIhomes\\fR,
    \\fIstate\\fR (what is known of agents, their logs), \\fIhistory.log\\fR, \\fIevents.log\\fR
    (changes of status), \\fIaudit.jsonl\\fR (what was refused), \\fIkeybindings\\fR.
    .SH ENVIRONMENT
    .TP
    .B AGENTVM_HOME
    The home.
    .TP
    .B NO_COLOR
    No colours.
    .TP
    .B AGENTVM_NETWORK, AGENTVM_ALLOW_HOSTS, AGENTVM_THEME, AGENTVM_NOTIFY, AGENTVM_NOTIFY_ON, AGENTVM_QUIET_HOURS
    As in \\fIconfig\\fR.
    .TP
    .B EDITOR, VISUAL
    For \\fBenv edit\\fR and \\fBconfig edit\\fR.
    .SH SEE ALSO
    .BR tmux (1),
    .BR bwrap (1),
    .BR git (1)
    """

  /// Text that means itself.
  private static func escaped(_ text: String) -> String {
    text.split("\n").map { line in
      let escaped = String(line).split("\\").joined(separator: "\\e").split("-")
        .joined(separator: "\\-").unicodeScalars.map(ascii).joined()
      return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + escaped : escaped
    }.joined(separator: "\n")
  }

  /// A character as every groff reads it.
  private static func ascii(_ scalar: Unicode.Scalar) -> String {
    guard !scalar.isASCII else { return String(scalar) }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
  }
}
