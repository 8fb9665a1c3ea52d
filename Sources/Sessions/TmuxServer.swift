import AgentModel
import Host

/// The tmux server of one home: its own socket, its own configuration, nothing of the user's.
package struct TmuxServer: Sendable, Equatable {
  /// tmux's path.
  package let program: String
  /// The server's socket.
  package let socket: String
  /// The server's configuration.
  package let configurationFile: String

  /// Makes one from its parts.
  package init(program: String, socket: String, configurationFile: String) {
    self.program = program
    self.socket = socket
    self.configurationFile = configurationFile
  }

  /// The size of a pane that nobody has attached to.
  package struct Size: Sendable, Equatable {
    /// Its width.
    package var columns: Int
    /// Its height.
    package var rows: Int

    /// Makes one from its parts.
    package init(columns: Int, rows: Int) {
      self.columns = columns
      self.rows = rows
    }

    /// Reads `COLSxROWS`, from 20x5 to 1000x500; nil for anything else.
    package init?(_ text: String) {
      let parts = text.split("x").map { Int($0) ?? 0 }
      guard parts.count == 2, (20...1000).contains(parts[0]), (5...500).contains(parts[1]) else {
        return nil
      }
      self.init(columns: parts[0], rows: parts[1])
    }

    /// 120 columns and 40 rows.
    package static let standard = Size(columns: 120, rows: 40)
  }

  /// A session to start: the supervisor with its launch record, and the log that the pane is piped
  /// to.
  package struct Launch: Sendable, Equatable {
    /// The session's name.
    package var session: String
    /// The supervisor's path.
    package var supervisor: String
    /// The path of its launch record.
    package var record: String
    /// The path of the log.
    package var log: String

    /// Makes one from its parts.
    package init(session: String, supervisor: String, record: String, log: String) {
      self.session = session
      self.supervisor = supervisor
      self.record = record
      self.log = log
    }
  }

  /// tmux and the arguments that name this server.
  package var prefix: [String] { [program, "-S", socket, "-f", configurationFile] }

  /// The exact target of a session's pane.
  package static func target(_ session: String) -> String { "=\(session):" }

  /// Starts any number of sessions, each with its pipe before it can write a byte: tmux reads a
  /// pane only after it has done the whole list. Through standard input, for argv has a limit.
  package func start(_ launches: [Launch], size: Size) -> Invocation {
    var script = ""
    for launch in launches {
      let command = [launch.supervisor, "run", launch.record].map(TmuxServer.quoted)
      let session = TmuxServer.quoted(launch.session)
      script += "new-session -d -s \(session) -n \(session)"
      script += " -x \(size.columns) -y \(size.rows) -c / -- \(command.joined(separator: " "))\n"
      let pipe = "exec cat >>\(TmuxServer.shellQuoted(launch.log))"
      let target = TmuxServer.quoted(TmuxServer.target(launch.session))
      script += "pipe-pane -t \(target) \(TmuxServer.quoted(TmuxServer.literal(pipe)))\n"
    }
    return invocation(["start-server", ";", "source-file", "-"], input: script)
  }

  /// Puts text into a buffer of the server.
  package func load(_ text: [UInt8], into buffer: String) -> Invocation {
    invocation(["load-buffer", "-b", buffer, "-"], input: text)
  }

  /// A pane and the keys that submit what was typed there.
  package struct Typing: Sendable, Equatable {
    /// The pane's exact target.
    package var pane: String
    /// tmux's names of the keys.
    package var keys: [String]

    /// Makes one from its parts.
    package init(pane: String, keys: [String]) {
      self.pane = pane
      self.keys = keys
    }
  }

  /// Pastes a buffer into panes byte for byte, in brackets where their programs asked for them, and
  /// forgets it; with `text` the buffer is made first, which must be `isPlain`. With `delay` the keys
  /// are pressed so many seconds later, by the server. A pane that is gone keeps the others from
  /// nothing.
  package func paste(
    _ buffer: String, text: [UInt8]? = nil, into typings: [Typing], pressingAfter delay: Double?
  ) -> Invocation {
    var script = ""
    if let text {
      let word = TmuxServer.quoted(String(decoding: text, as: UTF8.self))
      script += "set-buffer -b \(buffer) -- \(word)\n"
    }
    for typing in typings {
      script += "paste-buffer -p -r -b \(buffer) -t \(TmuxServer.quoted(typing.pane))\n"
    }
    script += "delete-buffer -b \(buffer)\n"
    if let delay {
      // By a client of its own: what fails by then, for an agent has ended, is nobody's error. The
      // server would show it in the next pane that it makes.
      let keys = typings.map(pressing).joined()
      let command =
        "exec \(prefix.map(TmuxServer.shellQuoted).joined(separator: " ")) source-file - "
        + ">/dev/null 2>&1 <<'KEYS'\n\(keys)KEYS"
      let shell = "(\(command)\n) || :"
      script += "run-shell -b -d \(delay) \(TmuxServer.quoted(TmuxServer.plain(shell)))\n"
    }
    return invocation(["source-file", "-"], input: script)
  }

  /// Whether a text can be part of a script: a line of what can be seen, and not too long.
  package static func isPlain(_ text: [UInt8]) -> Bool {
    text.count <= 4096 && text.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      && String(validating: text, as: UTF8.self) != nil
  }

  /// Presses keys in panes, in one call.
  package func press(_ typings: [Typing]) -> Invocation {
    invocation(["source-file", "-"], input: typings.map(pressing).joined())
  }

  /// Somebody may be scrolling in the pane: then keys would not reach the program.
  private func pressing(_ typing: Typing) -> String {
    let words = [typing.pane, "--"] + typing.keys
    return "copy-mode -q -t \(TmuxServer.quoted(typing.pane))\n"
      + "send-keys -t \(words.map(TmuxServer.quoted).joined(separator: " "))\n"
  }

  /// Ends the pane of a session whose supervisor does not: its window may be linked elsewhere, and
  /// would outlive the session.
  package func end(_ session: String) -> Invocation {
    invocation(["kill-pane", "-t", TmuxServer.target(session)])
  }

  /// Gives a session and its window another name.
  package func rename(_ session: String, to other: String) -> Invocation {
    invocation([
      "rename-window", "-t", TmuxServer.target(session), other, ";", "rename-session", "-t",
      "=\(session)", other,
    ])
  }

  /// The sessions with their terminals, a line `SESSION TERMINAL` each.
  package func terminals() -> Invocation {
    invocation(["list-panes", "-a", "-F", "#{session_name} #{pane_tty}"])
  }

  /// The session that shows many agents, each in a window; no agent's session has that name.
  package static let gridSession = "grid"

  /// Makes the grid anew: the windows of those sessions, linked. Its first window is a placeholder
  /// that goes once the others are there.
  package func grid(of sessions: [String]) -> Invocation {
    let name = TmuxServer.gridSession
    var script = "new-session -d -s \(name) -n placeholder -c / -- 'exec sleep 60'\n"
    script += "set-option -t =\(name): status-left ' grid '\n"
    // What does not fit is left out at the sides, the window that is shown never.
    script +=
      "set-option -t =\(name): status-format[0] '#[align=left] grid #[list=on align=left]"
      + "#[list=left-marker]<#[list=right-marker]>#[list=on]#{W:#{?window_active,"
      + "#[list=focus reverse] #I \(TmuxServer.windowLabel) #[noreverse list=on], "
      + "#I \(TmuxServer.windowLabel) }}#[nolist align=right]"
      + "  Ctrl-] n p w, Ctrl-] d detaches '\n"
    script += linking(sessions)
    script += "kill-window -t =\(name):placeholder\nselect-window -t =\(name):^\n"
    return invocation(["source-file", "-"], input: script)
  }

  /// Adds the windows of further sessions to the grid.
  package func addToGrid(_ sessions: [String]) -> Invocation {
    invocation(["source-file", "-"], input: linking(sessions))
  }

  private func linking(_ sessions: [String]) -> String {
    sessions.map { session in
      let window = TmuxServer.quoted(TmuxServer.target(session))
      return "link-window -d -a -s \(window) -t =\(TmuxServer.gridSession):$\n"
    }.joined()
  }

  /// An agent's name out of its window's.
  private static let windowLabel = "#{s/^agentvm-//:window_name}"

  /// Ends the grid; the agents' own sessions stay.
  package func endGrid() -> Invocation {
    invocation(["kill-session", "-t", "=\(TmuxServer.gridSession)"])
  }

  /// Succeeds when there is a session of that very name.
  package func find(_ session: String) -> Invocation {
    invocation(["has-session", "-t", "=\(session)"])
  }

  /// Attaches this terminal. Inside another tmux the user's own server is left as it is.
  package func attach(_ session: String) -> Invocation {
    Invocation(
      program, Array(prefix.dropFirst()) + ["-u", "attach-session", "-t", "=\(session)"],
      environment: nil)
  }

  /// The last lines of a pane, as plain text.
  package func text(_ session: String, lines: Int) -> Invocation {
    let target = TmuxServer.target(session)
    return invocation(["capture-pane", "-p", "-J", "-S", "-\(lines)", "-t", target])
  }

  /// The screen of a pane with its colours, and on the first line `columns rows`.
  package func capture(_ session: String) -> Invocation {
    let target = TmuxServer.target(session)
    return invocation([
      "display-message", "-p", "-t", target, "#{pane_width} #{pane_height}", ";",
      "capture-pane", "-p", "-e", "-N", "-t", target,
    ])
  }

  /// A client in control mode, on a session of its own: it sees what is on every pane, and changes the
  /// size of none. The session ends with `command`, which must end soon after the client. It is not
  /// `destroy-unattached`: tmux 3.3a then takes the session from under a client that is just going,
  /// and falls over it when a title changes.
  package func control(session: String, until command: [String]) -> Invocation {
    let words = command.map(TmuxServer.shellQuoted).joined(separator: " ")
    return invocation([
      "-C", "new-session", "-s", session, "-x", "20", "-y", "5", "-c", "/", "--",
      "exec \(words)",
    ])
  }

  private func invocation(_ arguments: [String], input: String = "") -> Invocation {
    invocation(arguments, input: Array(input.utf8))
  }

  private func invocation(_ arguments: [String], input: [UInt8]) -> Invocation {
    Invocation(program, Array(prefix.dropFirst()) + arguments, input: input)
  }

  /// A word of tmux's command language that stands for itself.
  package static func quoted(_ text: String) -> String {
    "'" + text.split("'").joined(separator: "'\\''") + "'"
  }

  /// A word of the shell that stands for itself.
  private static func shellQuoted(_ text: String) -> String { ShellWords.quoted(text) }

  /// A text that tmux leaves as it is where it expands formats.
  private static func plain(_ text: String) -> String {
    text.split("#").joined(separator: "##")
  }

  /// The same where it expands strftime sequences too.
  private static func literal(_ text: String) -> String {
    plain(text).split("%").joined(separator: "%%")
  }
}
