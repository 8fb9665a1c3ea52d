/// A home as the original bash agentvm 0.4.0 left it: three agents, one of them renamed, their logs
/// and history. `HOME_ROOT` stands for the home's path.
package enum LegacyHome {
  /// The agents' names.
  package static let names = ["old-claude", "renamed", "shell"]

  /// Writes it.
  package static func write(into home: TestHome) throws {
    for (path, text) in files {
      try home.write(
        "\(home.name)/\(path)",
        text.split(separator: "HOME_ROOT").joined(separator: home.root),
        permissions: path.hasSuffix(".log") ? 0o644 : 0o600)
    }
  }

  private static let files: [String: String] = [
    // As save_state wrote it: every value in single quotes.
    "state/old-claude.env": """
    AGENT_NAME='old-claude'
    AGENT_PID='0'
    AGENT_SANDBOX='bwrap'
    AGENT_WORKSPACE='HOME_ROOT/workspaces/old-claude'
    AGENT_CREATED_AT='2026-04-26T09:00:00Z'
    AGENT_SESSION='agentvm-old-claude'
    AGENT_PROFILE='demo'
    AGENT_LOG_FILE='HOME_ROOT/state/old-claude.log'
    AGENT_GITLAWB_MODE='auto'
    AGENT_TAGS='team=web,note=a,b'
    AGENT_EXTRA_CMD='HOME_ROOT/nowhere/profiles/demo-agent'

    """,
    // After a rename four values stand without quotes.
    "state/renamed.env": """
    AGENT_NAME=renamed
    AGENT_PID=0
    AGENT_SANDBOX='bwrap'
    AGENT_WORKSPACE=HOME_ROOT/workspaces/renamed
    AGENT_CREATED_AT='2026-04-26T10:00:00Z'
    AGENT_SESSION=agentvm-renamed
    AGENT_PROFILE=''
    AGENT_LOG_FILE=HOME_ROOT/state/renamed.log
    AGENT_GITLAWB_MODE='off'
    AGENT_EXTRA_CMD='sh -c echo\\ \\"it\\'\\''s\\ here\\"\\;\\ cat\\ notes.txt\\;\\ sleep\\ 100'

    """,
    // Of a time before AGENT_GITLAWB_MODE.
    "state/shell.env": """
    AGENT_NAME='shell'
    AGENT_PID='0'
    AGENT_SANDBOX='none'
    AGENT_WORKSPACE='HOME_ROOT/workspaces/shell'
    AGENT_CREATED_AT='2026-04-25T08:00:00Z'
    AGENT_SESSION='agentvm-shell'
    AGENT_PROFILE=''
    AGENT_LOG_FILE='HOME_ROOT/state/shell.log'
    AGENT_GITLAWB='true'
    AGENT_GITLAWB_DID='did:key:z6MkOld'

    """,
    "state/old-claude.log": "\u{1B}[32m● done\u{1B}[0m\r\nbye\r\n",
    "state/renamed.log": "first run\r\n",
    "state/shell.log": "$ \r\n",
    "state/renamed.sb": "(version 1)\n",
    "workspaces/old-claude/result.txt": "worked hard\n",
    "workspaces/old-claude/.home/.claude.json": "{\"theme\": \"light\"}\n",
    "workspaces/old-claude/.home/.bashrc": "# mine\n",
    "workspaces/old-claude/.home/.gitconfig": "[user]\n\tname = old-claude\n",
    "workspaces/renamed/notes.txt": "notes of the first run\n",
    "workspaces/renamed/.home/kept": "kept\n",
    "workspaces/shell/.home/.profile": "# profile\n",
    "history.log": """
    2026-04-25T08:00:00Z\tspawn\tshell\tprofile= sandbox=none
    2026-04-26T09:00:00Z\tspawn\told-claude\tprofile=demo sandbox=bwrap
    2026-04-26T09:30:00Z\tkill\told-claude\t

    """,
    "env": "export OPENAI_API_KEY=\"sk-old\"\nPLAIN=a value with blanks",
    "config": "AGENTVM_GITLAWB_DEFAULT=false\n",
  ]
}

extension String {
  /// The pieces between a text.
  fileprivate func split(separator: String) -> [String] {
    var pieces = [""]
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(separator) {
        pieces.append("")
        rest = rest.dropFirst(separator.count)
      } else {
        pieces[pieces.count - 1].append(rest.removeFirst())
      }
    }
    return pieces
  }
}
