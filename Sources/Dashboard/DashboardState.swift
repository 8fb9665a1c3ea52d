import AgentModel
import Host

/// All that the dashboard shows, and what keys make of it. Pure: what is to be done outside is
/// returned as effects.
package struct DashboardState: Sendable {
  /// How the agents are shown.
  package enum View: Sendable, Equatable { case list, grid }

  /// What the keys go to.
  package enum Mode: Sendable, Equatable {
    case browse
    /// Straight into these agents.
    case typing([AgentName])
    case line(Purpose, LineEditor)
    case confirm(Question)
    case pager(Pager)
    case searchPager(Pager, LineEditor)
  }

  /// What a line is typed for.
  package enum Purpose: Sendable, Equatable {
    case search, filter, spawn, swarm
    case send([AgentName])
    case clone(AgentName)
    case rename(AgentName)
    case tag([AgentName])
  }

  /// Something that is not done before a person has agreed.
  package struct Question: Sendable, Equatable {
    /// What is asked.
    package var text: String
    /// What is then done.
    package var effect: DashboardEffect
  }

  /// The home, as it is shown.
  package let home: String
  /// The keys.
  package let keys: KeyTable
  /// The colours.
  package let theme: Theme
  /// The rows of all agents, in natural order of their names.
  package private(set) var rows: [DashboardRow] = []
  /// Those that are shown.
  package private(set) var list = AgentList()
  /// The agent that keys are for.
  package private(set) var selected: AgentName?
  /// The agents that were marked.
  package private(set) var marked: Set<AgentName> = []
  /// The screens that are known.
  package private(set) var screens: [AgentName: PaneScreen] = [:]
  /// What there was to say last, and whether it is a problem.
  package private(set) var message = ""
  /// Whether that is a problem.
  package private(set) var messageIsProblem = false
  package var view: View
  package var mode = Mode.browse
  package var isZoomed = false
  package var isFollowing = false
  package private(set) var filter = AgentFilter()
  package private(set) var grouping = AgentList.Grouping.swarm
  package var lastSearch = ""
  /// The terminal's size.
  package private(set) var size = (rows: 24, columns: 80)
  private var only: Set<AgentName>?
  private var decided: [AgentName: Set<String>] = [:]
  /// The agents that were marked when the grid was opened: it shows them alone.
  private var gridOnly: Set<AgentName>?
  /// The agent that was selected when it went, and those that were marked: they may come again under
  /// another name.
  private var lost: (selected: AgentName?, marked: Set<AgentName>) = (nil, [])

  /// An empty one; with `only` nothing else is shown.
  package init(
    home: String, view: View = .list, only: Set<AgentName>? = nil, keys: KeyTable = KeyTable(),
    theme: Theme = Theme(.dark)
  ) {
    self.home = home
    self.view = view
    self.only = only
    self.keys = keys
    self.theme = theme
  }

  /// The host that an agent was kept from, and of which nobody has decided yet; nil for none.
  package func refusedHost(of row: DashboardRow) -> String? {
    guard !row.isDead else { return nil }
    return row.refusedHosts.first { decided[row.name]?.contains($0) != true }
  }

  /// Takes note that somebody has decided about that host.
  package mutating func decide(_ host: String, of name: AgentName) {
    decided[name, default: []].insert(host)
  }

  /// The selected agent.
  package var selectedRow: DashboardRow? { list.rows.first { $0.name == selected } }

  /// The agents that an action is for: the marked, or the selected one.
  package var chosen: [DashboardRow] {
    let chosen = list.rows.filter { marked.contains($0.name) }
    return chosen.isEmpty ? selectedRow.map { [$0] } ?? [] : chosen
  }

  // MARK: what comes from outside

  /// Takes the agents as they are now, in natural order. The selection stays with its agent, or goes
  /// to the one that took its place.
  package mutating func update(_ rows: [DashboardRow]) {
    self.rows = only.map { only in rows.filter { only.contains($0.name) } } ?? rows
    let names = Set(rows.map(\.name))
    lost.marked.formUnion(marked.subtracting(names))
    if let selected, !names.contains(selected) { lost.selected = selected }
    marked.formIntersection(names)
    screens = screens.filter { names.contains($0.key) }
    reorder()
    follow()
  }

  /// Goes to the first that needs a person, unless the selected one does, or a person is at something.
  package mutating func follow() {
    if isFollowing, mode == .browse, selectedRow?.needsPerson != true,
      let next = list.rows.first(where: \.needsPerson)
    {
      selected = next.name
    }
  }

  /// An agent has another name; everything goes on with it. `update` comes before.
  package mutating func rename(_ old: AgentName, to new: AgentName) {
    func renamed(_ names: [AgentName]) -> [AgentName] { names.map { $0 == old ? new : $0 } }
    if lost.selected == old || selected == old { selected = new }
    if lost.marked.remove(old) != nil || marked.remove(old) != nil { marked.insert(new) }
    if only?.remove(old) != nil { only?.insert(new) }
    if gridOnly?.remove(old) != nil { gridOnly?.insert(new) }
    switch mode {
    case .typing(let names): mode = .typing(renamed(names))
    case .line(.send(let names), let editor): mode = .line(.send(renamed(names)), editor)
    case .line(.tag(let names), let editor): mode = .line(.tag(renamed(names)), editor)
    case .line(.clone(old), let editor): mode = .line(.clone(new), editor)
    case .line(.rename(old), let editor): mode = .line(.rename(new), editor)
    default: break
    }
  }

  package mutating func resize(rows: Int, columns: Int) { size = (rows, columns) }

  package mutating func show(_ screen: PaneScreen, of name: AgentName) { screens[name] = screen }

  /// Shows a page that was asked for, if it still is.
  package mutating func show(_ lines: [[Cell]], of content: Pager.Content) {
    switch mode {
    case .pager(var pager) where pager.content == content:
      pager.show(lines)
      mode = .pager(pager)
    case .searchPager(var pager, let editor) where pager.content == content:
      pager.show(lines)
      mode = .searchPager(pager, editor)
    default: break
    }
  }

  /// Says something in the line of messages.
  package mutating func say(_ text: String, isProblem: Bool = false) {
    message = text
    messageIsProblem = isProblem
  }

  /// The agents whose screens are shown.
  package var wantedScreens: [AgentName] {
    switch mode {
    case .pager, .searchPager: return []
    default: break
    }
    guard view == .grid else { return selected.map { [$0] } ?? [] }
    return isZoomed ? selected.map { [$0] } ?? [] : GridLayout(self).tiles.map(\.row.name)
  }

  /// The agents whose line is shown in the list.
  package var wantedLines: [AgentName] {
    guard view == .list, !isZoomed else { return [] }
    return DashboardLayout.visibleRows(self).map(\.name)
  }

  // MARK: what keys change

  /// Goes from the list to the tiles, of the marked where there are any, or back.
  package mutating func toggleGrid() {
    view = view == .grid ? .list : .grid
    gridOnly = view == .grid && !marked.isEmpty ? marked : nil
    isZoomed = false
    reorder()
  }

  package mutating func setFilter(_ text: String) {
    filter = AgentFilter(text)
    reorder()
  }

  package mutating func nextGrouping() {
    let all = AgentList.Grouping.allCases
    let index = all.firstIndex(of: grouping) ?? 0
    grouping = all[(index + 1) % all.count]
    reorder()
    say("grouped by \(grouping.rawValue)")
  }

  package mutating func select(_ name: AgentName) {
    if list.rows.contains(where: { $0.name == name }) { selected = name }
  }

  package mutating func select(at index: Int) {
    guard !list.rows.isEmpty else { return }
    selected = list.rows[min(max(0, index), list.rows.count - 1)].name
  }

  package mutating func move(by step: Int) {
    guard let index = selectedIndex else { return }
    select(at: index + step)
  }

  /// The place of the selected agent among those that are shown.
  package var selectedIndex: Int? { list.rows.firstIndex { $0.name == selected } }

  package mutating func toggleMark() {
    guard let selected else { return }
    if marked.remove(selected) == nil { marked.insert(selected) }
  }

  package mutating func toggleAllMarks() {
    let all = Set(list.rows.map(\.name))
    marked = marked.isSuperset(of: all) ? [] : all
  }

  private mutating func reorder() {
    let index = selectedIndex ?? 0
    let shown = gridOnly.map { only in rows.filter { only.contains($0.name) } } ?? rows
    list = AgentList(shown, grouping: grouping, filter: filter)
    if selectedIndex == nil {
      selected = list.rows.isEmpty ? nil : list.rows[min(index, list.rows.count - 1)].name
    }
  }
}
