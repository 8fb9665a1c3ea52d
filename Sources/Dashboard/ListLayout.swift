import AgentModel
import Host

/// Draws the list: as many columns as there is room for.
enum ListLayout {
  static func draw(
    _ lines: [AgentList.Line], _ state: DashboardState, _ area: Area, now: Timestamp,
    _ frame: inout Frame
  ) {
    guard !state.list.rows.isEmpty else {
      let text =
        state.rows.isEmpty
        ? " no agents; \(state.keys.keys(for: .spawn).first?.description ?? "") spawns one"
        : " none is so: \(state.filter.text)"
      frame.put(text, row: area.row, column: area.column, width: area.columns)
      return
    }
    let names = state.list.rows.map { $0.name.description.utf8.count }.max() ?? 0
    for (offset, line) in lines.enumerated() {
      let row = area.row + offset
      switch line {
      case .heading(let title, let count):
        let style = title == "needs you" ? state.theme.urgent : state.theme.heading
        frame.put(
          "\(title) (\(count))", row: row, column: area.column, width: area.columns, style)
      case .agent(let index):
        draw(state.list.rows[index], state, area, row, nameWidth: names, now: now, &frame)
      }
    }
  }

  private static func draw(
    _ agent: DashboardRow, _ state: DashboardState, _ area: Area, _ row: Int, nameWidth: Int,
    now: Timestamp, _ frame: inout Frame
  ) {
    let isSelected = agent.name == state.selected
    var style = CellStyle()
    style.reverse = isSelected
    var colored = style
    colored.foreground = state.theme.color(of: agent.status.word)
    colored.bold = agent.needsPerson
    var faint = isSelected ? style : state.theme.faint
    faint.reverse = isSelected
    frame.put("", row: row, column: area.column, width: area.columns, style, fill: true)
    var place = Columns(next: area.column, end: area.column + area.columns)
    func put(_ text: String, _ width: Int, _ style: CellStyle) {
      guard let column = place.take(width) else { return }
      frame.put(text, row: row, column: column, width: width, style)
    }
    put(state.marked.contains(agent.name) ? "▸" : " ", 1, colored)
    put(Theme.sign(of: agent.status.word), 1, colored)
    // The state is worth more than the end of a long name.
    let room = max(8, area.columns - 3 - 11 - 6)
    put(agent.name.description, min(max(10, nameWidth), room, 32), style)
    put(word(of: agent), 11, colored)
    put(age(of: agent, now: now), 5, faint)
    if area.columns >= 60 {
      put(agent.cpu.map { "\(Int($0.rounded()))%" } ?? "", 5, faint)
      put(agent.memory.map(memory) ?? "", 6, faint)
      put(agent.weakness ?? agent.profile, 12, faint)
      if area.columns >= 76, !agent.tags.isEmpty {
        put(agent.tags.joined(separator: ","), 14, faint)
      }
    } else if let weakness = agent.weakness {
      put(weakness, 11, colored)
    }
    var line = agent.needsPerson && !agent.sentence.isEmpty ? agent.sentence : agent.lastLine
    if !agent.needsPerson, let host = state.refusedHost(of: agent) {
      line = "kept from \(host)".map { Cell(String($0)) }
    }
    if let column = place.rest() {
      frame.put(
        line.map { Cell($0.text, faint) }, row: row, column: column,
        width: area.column + area.columns - column)
    }
  }

  /// Places of columns, a blank between two.
  private struct Columns {
    var next: Int
    let end: Int

    /// The place of a column of that width; nil where there is no room for it.
    mutating func take(_ width: Int) -> Int? {
      guard next + width <= end else {
        next = end
        return nil
      }
      defer { next += width + 1 }
      return next
    }

    /// The place of what gets the rest; nil where that is too little for anything.
    func rest() -> Int? { end - next >= 6 ? next : nil }
  }

  /// The state in a word; of a dead one how it ended.
  static func word(of agent: DashboardRow) -> String {
    switch agent.status.word {
    case .waiting, .failing: return agent.status.kind?.rawValue ?? agent.status.word.rawValue
    case .dead:
      switch agent.ending {
      case .exited(let status)?: return "exit \(status)"
      case .killed(let signal)?: return "signal \(signal)"
      case .lost?: return "lost"
      case nil: return "dead"
      }
    case let word: return agent.prompt == .failed ? "no prompt" : word.rawValue
    }
  }

  /// What is known of an agent, on one line.
  static func facts(of agent: DashboardRow, now: Timestamp) -> String {
    var parts = [
      agent.name.description, agent.profile,
      "\(agent.status.text) \(age(of: agent, now: now))",
    ]
    if let weakness = agent.weakness { parts.append(weakness) }
    if let cpu = agent.cpu { parts.append("\(Int(cpu.rounded()))%") }
    if let memory = agent.memory { parts.append(self.memory(memory)) }
    parts += agent.tags
    return parts.joined(separator: "  ")
  }

  static func age(of agent: DashboardRow, now: Timestamp) -> String {
    guard let since = agent.status.since else { return "" }
    let seconds = max(0, now.seconds - since.seconds)
    switch seconds {
    case ..<60: return "\(seconds)s"
    case ..<3600: return "\(seconds / 60)m"
    case ..<86400: return "\(seconds / 3600)h"
    default: return "\(seconds / 86400)d"
    }
  }

  static func memory(_ bytes: Int) -> String {
    bytes < 1 << 30 ? "\(bytes >> 20)M" : "\(bytes >> 30).\((bytes >> 20) % 1024 * 10 / 1024)G"
  }
}
