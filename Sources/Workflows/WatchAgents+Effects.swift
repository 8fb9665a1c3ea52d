import AgentModel
import AgentStore
import Dashboard
import Host
import Sessions
import TerminalText

/// What the keys ask for.
extension WatchAgents {
  /// Does what a key asked for; false when it was to quit.
  func perform(_ effect: DashboardEffect, _ screen: any TerminalScreen) -> Bool {
    switch effect {
    case .quit: return false
    case .attach(let name): attach(name, screen)
    case .press(let names, let keys):
      let agents = names.compactMap { rows.agents[$0] }
      screens?.press(agents, keys.map(WatchAgents.words))
    case .paste(let names, let text):
      do {
        let problems = try typing.run(
          Array(text.utf8), to: names.compactMap { rows.agents[$0] }, enter: false)
        if let (_, problem) = problems.first { say(problem) }
      } catch { say(error) }
    case .run(let words): run(words)
    case .runAll(let all): for words in all { run(words) }
    case .load(let content):
      if let lines = pages.load(content) { state.show(lines, of: content) }
    case .copy(let text): screen.copy(text)
    case .redraw: screen.suspend {}
    }
    return true
  }

  private static func words(_ key: PaneKey) -> (isText: Bool, text: String) {
    switch key {
    case .text(let text): (true, text)
    case .named(let name): (false, name)
    }
  }

  private func run(_ words: [String]) {
    if let said = commands.run(words) { state.say(said.text, isProblem: said.isProblem) }
  }

  private func say(_ error: any Error) {
    let problem = (error as? any UserFacingError)?.problem ?? "that did not work"
    state.say(Printable.line(problem), isProblem: true)
  }

  private func attach(_ name: AgentName, _ screen: any TerminalScreen) {
    guard let server = try? SessionServer(context), let agent = rows.agents[name] else { return }
    var problem: String?
    screen.suspend {
      context.host.console.writeError("\(TmuxConfiguration.detachKeys) detaches\n")
      do throws(HostError) {
        _ = try context.host.processes.runInteractively(server.tmux.attach(agent.session))
      } catch { problem = error.problem }
    }
    if let problem { state.say(problem, isProblem: true) }
    stale.insert(name)
    rows.readLives()
    noteRows()
  }
}
