import AgentModel
import AgentStore
import Dashboard
import Host
import Redaction
import Sessions
import TerminalText

/// What is on the agents' screens.
extension WatchAgents {
  func takeScreens() {
    guard let screens else { return }
    for capture in screens.take() {
      switch capture.purpose {
      case .screen:
        state.show(WatchAgents.screen(capture, redactor(of: capture.name)), of: capture.name)
        needsDraw = true
      case .lastLine:
        let redactor = redactor(of: capture.name)
        let lines = capture.lines.map {
          redactor.redacted(PlainLine.text(String(decoding: $0, as: UTF8.self)))
        }
        rows.setLastLine(lines, of: capture.name)
        noteRows()
      }
    }
    if screens.sessionsChanged {
      rows.readLives()
      noteRows()
    }
    if screens.serverHasGone, !state.rows.isEmpty {
      state.say("the home's tmux server has gone, and its agents with it", isProblem: true)
    }
  }

  /// What takes secrets out of an agent's screen; made once for each.
  private func redactor(of name: AgentName) -> Redactor {
    if let known = redactors[name] { return known }
    let made = AgentSecrets(context).redactor(for: name)
    redactors[name] = made
    return made
  }

  private static func screen(
    _ capture: ScreenSource.Capture, _ redactor: Redactor
  ) -> PaneScreen {
    var style = CellStyle()
    let lines = capture.lines.map {
      RedactedCells.line(
        StyledLine.cells(String(decoding: $0, as: UTF8.self), style: &style), redactor)
    }
    guard let facts = capture.facts, facts.count == 5, facts[4] != 0 else {
      return PaneScreen(lines: lines)
    }
    return PaneScreen(lines: lines, cursor: (facts[3], facts[2]))
  }

  func askForScreens() {
    guard let screens else { return }
    let wanted = state.wantedScreens
    if now - lastCapture >= frameTime {
      for name in wanted where state.screens[name] == nil || stale.contains(name) {
        guard let agent = rows.agents[name] else { continue }
        stale.remove(name)
        if agent.state.isDead {
          state.show(PaneScreen(lines: lastLines(of: name)), of: name)
          needsDraw = true
        } else {
          screens.ask(agent, .screen)
        }
        lastCapture = now
      }
    }
    guard now - lastLines >= Self.lineTime, !staleLines.isEmpty else { return }
    for name in state.wantedLines where staleLines.contains(name) {
      guard let agent = rows.agents[name] else { continue }
      staleLines.remove(name)
      if agent.state.isDead {
        rows.setLastLine(plainLines(of: name), of: name)
        state.update(rows.sorted)
      } else {
        screens.ask(agent, .lastLine)
      }
      lastLines = now
    }
    measure()
  }

  /// Whether a screen that was never shown is about to come: then the picture waits for it, rather than
  /// showing a hole for a moment.
  var isScreenComing: Bool {
    now - lastCapture < Self.screenTime
      && state.wantedScreens.contains { name in
        state.screens[name] == nil && screens?.isAsked(name, .screen) == true
      }
  }

  private func plainLines(of name: AgentName) -> [String] {
    let text = (try? ReadLog(context, name, isRaw: false).tail(bytes: 8192)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The end of a dead agent's log.
  private func lastLines(of name: AgentName) -> [[Cell]] {
    var style = CellStyle()
    style.dim = true
    let text = (try? ReadLog(context, name, isRaw: false).tail(bytes: 16384)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).suffix(200).map {
      StyledLine.cells(String($0), style: &style)
    }
  }
}

/// A captured line without its colours.
enum PlainLine {
  static func text(_ line: String) -> String {
    var style = CellStyle()
    return StyledLine.cells(line, style: &style).map(\.text).joined()
  }
}
