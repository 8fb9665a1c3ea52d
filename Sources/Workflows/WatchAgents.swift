import AgentModel
import AgentStore
import Dashboard
import Host
import Sessions
import TerminalText

/// The live dashboard. It looks at the store and at the selected agent's screen when a state, a log or
/// a lock has changed, at most 25 times a second; while nothing happens, it does nothing.
package struct WatchAgents {
  private let context: Context

  /// Milliseconds between two looks at an agent that never stops writing.
  private let frameTime: Int32

  /// For the home of that context; with at least so many seconds between two pictures.
  package init(_ context: Context, seconds: Double = 0) {
    self.context = context
    frameTime = max(40, Int32(seconds * 1000))
  }

  /// Runs until it is quit; false when the terminal can't show a screen. Throws `HostError`.
  package func run() throws -> Bool {
    try context.store.prepare()
    let watch = try context.host.watching.watch([context.layout.state], lives: [])
    guard let screen = context.host.terminal.open() else { return false }
    defer { screen.close() }
    let server = try? SessionServer(context)
    var state = DashboardState()
    refresh(&state, server)
    while true {
      screen.draw(
        DashboardLayout.frame(
          state, rows: screen.rows, columns: screen.columns, home: context.layout.root))
      switch step(screen, watch, &state) {
      case .quit: return true
      case .selectionChanged: capture(&state, server)
      case .attach(let name):
        attach(name, screen, &state, server)
        refresh(&state, server)
      case .none: break
      case .changed: refresh(&state, server)
      }
    }
  }

  private enum Step {
    case none, quit, selectionChanged, changed
    case attach(AgentName)
  }

  private func step(
    _ screen: any TerminalScreen, _ watch: any FileWatch, _ state: inout DashboardState
  ) -> Step {
    guard let key = screen.nextKey(descriptors: [watch.descriptor], milliseconds: -1) else {
      return .none
    }
    guard key != .outside else {
      watch.consume()
      // What comes in quick succession is shown at once, unless a key comes first.
      if let key = screen.nextKey(descriptors: [], milliseconds: frameTime),
        key != .outside
      {
        return action(of: key, &state, otherwise: .changed)
      }
      watch.consume()
      return .changed
    }
    return action(of: key, &state, otherwise: .none)
  }

  private func action(of key: Key, _ state: inout DashboardState, otherwise: Step) -> Step {
    switch state.take(key) {
    case .none: otherwise
    case .quit: .quit
    case .selectionChanged: .selectionChanged
    case .attach(let name): .attach(name)
    }
  }

  private func refresh(_ state: inout DashboardState, _ server: SessionServer?) {
    let (agents, problems) = context.store.agents()
    state.update(agents.map(WatchAgents.row))
    if let problem = problems.first {
      state.message = "\(problem.problem): '\(Printable.line(problem.culprit ?? ""))'"
    }
    capture(&state, server)
  }

  private static func row(_ agent: Agent) -> DashboardRow {
    DashboardRow(
      name: agent.name, state: agent.state,
      profile: agent.profile ?? agent.command.first.map { Printable.line($0, limit: 20) }
        ?? "shell",
      isConfined: agent.sandbox != .none, prompt: agent.run?.prompt)
  }

  private func capture(_ state: inout DashboardState, _ server: SessionServer?) {
    guard let row = state.selectedRow else { return }
    guard !row.state.isDead, let server,
      let completion = try? server.run(server.tmux.capture(row.name.session))
    else {
      state.screen = lastLines(of: row.name)
      return
    }
    var style = CellStyle()
    state.screen = completion.text.split(separator: "\n", omittingEmptySubsequences: false)
      .dropFirst().map { StyledLine.cells(String($0), style: &style) }
  }

  /// The end of a dead agent's log.
  private func lastLines(of name: AgentName) -> [[Cell]] {
    let text = (try? ReadLog(context, name, isRaw: false).tail(bytes: 16384)) ?? ""
    var style = CellStyle()
    style.dim = true
    return text.split(separator: "\n", omittingEmptySubsequences: false).suffix(200).map {
      StyledLine.cells(String($0), style: &style)
    }
  }

  private func attach(
    _ name: AgentName, _ screen: any TerminalScreen, _ state: inout DashboardState,
    _ server: SessionServer?
  ) {
    guard let server else { return }
    var problem: String?
    screen.suspend {
      context.host.console.writeError("\(TmuxConfiguration.detachKeys) detaches\n")
      do throws(HostError) {
        _ = try context.host.processes.runInteractively(server.tmux.attach(name.session))
      } catch { problem = error.problem }
    }
    if let problem { state.message = problem }
  }
}
