import AgentModel
import Host

extension DashboardState {
  /// The key that ends typing into an agent: the one that detaches too.
  package static let leaveTyping = Key.control("]")

  /// Takes a key; returns what is to be done.
  package mutating func take(_ key: Key) -> [DashboardEffect] {
    if key == .terminated { return [.quit] }
    if key == .resized || key == .outside { return [] }
    say("")
    switch mode {
    case .browse: return browse(key)
    case .typing(let names): return type(key, into: names)
    case .line(let purpose, var editor): return edit(key, purpose, &editor)
    case .confirm(let question):
      mode = .browse
      if case .character(let answer) = key, answer == "y" || answer == "Y" {
        return [question.effect]
      }
      say("nothing was done")
      return []
    case .pager(var pager): return page(key, &pager)
    case .searchPager(var pager, var editor): return search(key, &pager, &editor)
    }
  }

  private mutating func browse(_ key: Key) -> [DashboardEffect] {
    if case .mouse(let event) = key { return click(event) }
    if case .paste = key {
      say("pasted text goes nowhere here; i types into an agent, s sends it a line")
      return []
    }
    if key == .escape {
      if isZoomed { isZoomed = false } else if !filter.text.isEmpty { setFilter("") }
      return []
    }
    guard let action = keys.action(for: key, inGrid: view == .grid) else {
      let help = keys.keys(for: .help).first?.description ?? "?"
      if case .character = key { say("\(KeyName(key)) does nothing; \(help) shows the keys") }
      return []
    }
    if let reason = unavailable(action) {
      say(reason)
      return []
    }
    return perform(action)
  }

  /// Why an action can't be done now; nil when it can.
  package func unavailable(_ action: DashboardAction) -> String? {
    switch action {
    case .attach, .type, .agree, .refuse, .send, .allow, .dismiss, .restart, .stop, .clone, .rename,
      .tag, .diff,
      .log, .info, .copyName, .copyPath, .zoom, .mark:
      guard let row = selectedRow else { return "there is no agent" }
      switch action {
      case .attach, .type:
        if row.isDead { return "\(row.name) is dead; \(key(.log)) shows its log" }
      case .agree, .refuse:
        if row.status.word != .waiting { return "\(row.name) asks nothing" }
        if (action == .agree ? row.yes : row.no).isEmpty {
          return "no key is known for that; \(key(.type)) types into it"
        }
      case .allow, .dismiss:
        if refusedHost(of: row) == nil { return "\(row.name) was kept from no host" }
      case .stop:
        if chosen.allSatisfy(\.isDead) { return "nothing of it runs" }
      case .send:
        if row.isDead { return "\(row.name) is dead" }
      default: break
      }
      return nil
    case .broadcast, .typeAll:
      if targets.isEmpty {
        return marked.isEmpty ? "none of them runs" : "none of the marked runs, or is shown"
      }
      return nil
    case .nextWaiting:
      return list.rows.contains(where: \.needsPerson) ? nil : "nobody needs you"
    default: return nil
    }
  }

  private func key(_ action: DashboardAction) -> String {
    keys.keys(for: action, inGrid: view == .grid).first?.description ?? action.rawValue
  }

  /// The running agents that were marked, or all that are shown.
  private var targets: [AgentName] {
    let shown = marked.isEmpty ? list.rows : list.rows.filter { marked.contains($0.name) }
    return shown.filter { !$0.isDead }.map(\.name)
  }

  private mutating func perform(_ action: DashboardAction) -> [DashboardEffect] {
    switch action {
    case .up: move(by: view == .grid ? -GridLayout(self).columns : -1)
    case .down: move(by: view == .grid ? GridLayout(self).columns : 1)
    case .left: move(by: -1)
    case .right: move(by: 1)
    case .pageUp: move(by: -pageSize)
    case .pageDown: move(by: pageSize)
    case .first: select(at: 0)
    case .last: select(at: list.rows.count)
    case .nextWaiting: nextWaiting()
    case .group: nextGrouping()
    case .mark:
      toggleMark()
      move(by: 1)
    case .markAll: toggleAllMarks()
    case .grid: toggleGrid()
    case .zoom: isZoomed.toggle()
    case .follow:
      isFollowing.toggle()
      say(isFollowing ? "following those that need you" : "following nobody")
      follow()
    case .search: mode = .line(.search, LineEditor())
    case .filter: mode = .line(.filter, LineEditor(filter.text))
    default: return performOnAgents(action)
    }
    return []
  }

  private mutating func performOnAgents(_ action: DashboardAction) -> [DashboardEffect] {
    switch action {
    case .quit: return [.quit]
    case .redraw: return [.redraw]
    case .spawn: mode = .line(.spawn, LineEditor())
    case .swarm: mode = .line(.swarm, LineEditor())
    case .help:
      mode = .pager(Pager(.help, title: "keys"))
      show(HelpPage.lines(keys, theme), of: .help)
    case .broadcast: mode = .line(.send(targets), LineEditor())
    case .typeAll: mode = .typing(targets)
    default:
      guard let row = selectedRow else { return [] }
      return perform(action, on: row)
    }
    return []
  }

  private mutating func perform(
    _ action: DashboardAction, on row: DashboardRow
  ) -> [DashboardEffect] {
    let name = row.name
    switch action {
    case .attach: return [.attach(name)]
    case .type: mode = .typing([name])
    case .agree, .refuse:
      let keys = action == .agree ? row.yes : row.no
      say(action == .agree ? "agreed: \(name)" : "refused: \(name)")
      return [.press([name], keys.map(PaneKey.named))]
    case .allow, .dismiss:
      guard let host = refusedHost(of: row) else { return [] }
      decide(host, of: name)
      if action == .allow { return [.run(["allow", name.description, host])] }
      say("\(name) stays kept from \(host)")
    case .send: mode = .line(.send([name]), LineEditor())
    case .restart:
      let names = chosen.map(\.name.description)
      let effect = DashboardEffect.runAll(names.map { ["restart", $0] })
      let living = chosen.filter { !$0.isDead }
      if living.isEmpty { return [effect] }
      ask("restart \(Self.list(names))? What runs is ended first.", effect)
    case .stop:
      let names = chosen.filter { !$0.isDead }.map(\.name.description)
      ask("stop \(Self.list(names))? What it made stays.", .run(["kill"] + names))
    case .clone: mode = .line(.clone(name), LineEditor("\(name)-copy"))
    case .rename: mode = .line(.rename(name), LineEditor(name.description))
    case .tag: mode = .line(.tag(chosen.map(\.name)), LineEditor())
    case .diff: return open(Pager(.diff(name), title: "diff of \(name)"))
    case .log: return open(Pager(.log(name), title: "log of \(name)"))
    case .info: return open(Pager(.info(name), title: "\(name)"))
    case .copyName:
      say("copied: \(name)")
      return [.copy(name.description)]
    case .copyPath:
      say("copied: \(row.workspace)")
      return [.copy(row.workspace)]
    default: break
    }
    return []
  }

  private mutating func open(_ pager: Pager) -> [DashboardEffect] {
    mode = .pager(pager)
    return [.load(pager.content)]
  }

  private mutating func ask(_ text: String, _ effect: DashboardEffect) {
    mode = .confirm(Question(text: text, effect: effect))
  }

  private static func list(_ names: [String]) -> String {
    names.count <= 4
      ? names.joined(separator: ", ")
      : "\(names.prefix(3).joined(separator: ", ")) and \(names.count - 3) more"
  }

  private var pageSize: Int {
    view == .grid
      ? max(1, GridLayout(self).pageSize) : max(1, DashboardLayout.listHeight(self) - 1)
  }

  private mutating func nextWaiting() {
    let start = (selectedIndex ?? -1) + 1
    let order = Array(list.rows.indices)
    let found = (order.dropFirst(start) + order.prefix(start)).first { list.rows[$0].needsPerson }
    if let found { select(at: found) }
  }

  private mutating func click(_ event: MouseEvent) -> [DashboardEffect] {
    switch event.kind {
    case .wheelUp: move(by: -1)
    case .wheelDown: move(by: 1)
    case .press, .doublePress:
      guard let name = DashboardLayout.agent(atRow: event.row, column: event.column, in: self)
      else { return [] }
      // The terminal tells a second press on the same one as another press.
      if event.kind == .doublePress, name == selected, unavailable(.attach) == nil {
        return [.attach(name)]
      }
      select(name)
    }
    return []
  }

  private mutating func type(_ key: Key, into names: [AgentName]) -> [DashboardEffect] {
    if key == Self.leaveTyping {
      mode = .browse
      return []
    }
    let living = names.filter { name in rows.contains { $0.name == name && !$0.isDead } }
    guard !living.isEmpty else {
      mode = .browse
      say("it has ended; what you type goes nowhere")
      return []
    }
    if case .paste(let text) = key { return [.paste(living, text)] }
    return PaneKey(key).map { [.press(living, [$0])] } ?? []
  }
}
