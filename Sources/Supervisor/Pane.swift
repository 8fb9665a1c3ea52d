import Glibc

/// The pane that the supervisor lives in, as tmux sees it.
struct Pane {
  /// tmux and the arguments that name this home's server.
  let tmux: [String]
  /// The pane's exact target.
  let target: String

  /// The lines on the screen, and the row that the cursor is in; nil when tmux does not answer.
  func screen() -> (lines: [String], cursorRow: Int?)? {
    guard
      let bytes = run([
        "display-message", "-p", "-t", target, "#{cursor_y}", ";", "capture-pane", "-p", "-t",
        target,
      ])
    else { return nil }
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    guard let row = lines.first else { return nil }
    return (Array(lines.dropFirst()), Int(row))
  }

  /// Pastes text, in brackets where the program in the pane asked for them.
  func paste(_ text: String) -> Bool {
    let buffer = "agentvm-\(getpid())"
    return run(
      [
        "load-buffer", "-b", buffer, "-", ";", "paste-buffer", "-p", "-d", "-b", buffer, "-t",
        target,
      ], input: Array(text.utf8)) != nil
  }

  /// Presses keys, by tmux's names for them.
  func press(_ keys: [String]) -> Bool {
    // Somebody may be scrolling in it: then keys would not reach the program.
    keys.isEmpty
      || run(["copy-mode", "-q", "-t", target, ";", "send-keys", "-t", target, "--"] + keys) != nil
  }

  private func run(_ arguments: [String], input: [UInt8] = []) -> [UInt8]? {
    guard let program = tmux.first, let output = try? makePipe(),
      let source = try? memoryFile("input", input)
    else { return nil }
    defer { close(output.read) }
    let result = start(
      program, Array(tmux.dropFirst()) + arguments, environment: Environment.current,
      descriptors: [(0, source), (1, output.write), (2, -1)])
    close(output.write)
    close(source)
    guard case .success(let pid) = result else { return nil }
    let bytes = readAll(output.read, limit: 1 << 20)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    return status == 0 ? bytes : nil
  }
}
