import AgentModel
import AgentStore
import Dashboard
import Host
import Redaction
import Sessions
import Status
import TerminalText

/// The live dashboard. Files say who has changed, and one tmux client what is on the screens; while
/// nothing happens, it does nothing.
package final class WatchAgents {
  let context: Context
  let frameTime: Int
  var state: DashboardState
  let rows: AgentRows
  let pages: PageSource
  let commands: CommandRunner
  var screens: ScreenSource?
  var typing: SendText
  var stale: Set<AgentName> = []
  var staleLines: Set<AgentName> = []
  var lastCapture = 0
  var lastLines = 0
  var lastMeasure = -100_000
  var needsDraw = true
  var statuses: [AgentName: AgentStatus] = [:]
  var redactors: [AgentName: Redactor] = [:]
  var isBlind = false
  var lastPress = (at: -10_000, event: MouseEvent(.press, row: -1, column: -1))

  /// Milliseconds between two pictures, between two looks at the last lines, and at the processes.
  static let frameTime = 40
  static let lineTime = 1000
  static let measureTime = 2000
  /// Milliseconds after which the ages that are shown are old.
  static let ageTime = 10000
  /// The same when an agent works, for then what its processes use changes.
  static let workTime = 3000
  /// Milliseconds between two looks for a home that has gone, and at agents that start or end.
  static let blindTime = 500
  static let startTime = 300
  /// Milliseconds in which a second press makes a double one.
  static let doublePress = 400
  /// Milliseconds that a picture waits for a screen.
  static let screenTime = 30

  /// For the home of that context; with at least so many seconds between two pictures. With `only`
  /// nothing else is shown, with `filter` at first only what it lets through.
  package init(
    _ context: Context, seconds: Double = 0, view: DashboardState.View = .list,
    only: Set<AgentName>? = nil, filter: String = ""
  ) {
    self.context = context
    frameTime = max(Self.frameTime, Int(seconds * 1000))
    var keys = KeyTable()
    var problems: [String] = []
    if let bytes = try? context.files.readFollowingLinks(
      context.layout.keyBindings, limit: 1 << 16)
    {
      problems = keys.bind(String(decoding: bytes, as: UTF8.self))
    }
    let theme =
      context.settings.theme.map { Theme($0 == "light" ? .light : .dark) }
      ?? Theme(terminal: context.host.environment["COLORFGBG"])
    state = DashboardState(
      home: AgentRows.plain(context.layout.root, limit: 200), view: view, only: only, keys: keys,
      theme: theme)
    state.setFilter(filter)
    if let problem = problems.first {
      state.say(
        "\(Printable.line(problem)), in '\(context.layout.keyBindings)'", isProblem: true)
    }
    rows = AgentRows(context)
    pages = PageSource(context, theme)
    commands = CommandRunner(context)
    typing = SendText(context)
  }

  var now: Int { Int(context.host.clock.monotonic / 1_000_000) }

  /// Runs until it is quit; false when the terminal can't show a screen. Throws `HostError`.
  package func run() throws -> Bool {
    try context.store.prepare()
    var watch = try context.host.watching.watch(watched, lives: [])
    guard let screen = context.host.terminal.open() else { return false }
    defer { screen.close() }
    screens = (try? SessionServer(context)).map { ScreenSource(context, $0) }
    defer { screens?.close() }
    readAll()
    while true {
      state.resize(rows: screen.rows, columns: screen.columns)
      askForScreens()
      if needsDraw, !isScreenComing {
        screen.draw(DashboardLayout.frame(state, now: context.host.clock.now))
        needsDraw = false
      }
      let descriptors =
        [watch.descriptor, screens?.descriptor ?? -1, commands.descriptor] + pages.descriptors
      let key = screen.nextKey(
        descriptors: descriptors.filter { $0 >= 0 }, milliseconds: Int32(timeout))
      if let key, key != .outside {
        needsDraw = true
        for effect in state.take(doubled(key)) where !perform(effect, screen) { return true }
      } else if key == nil {
        tick()
      }
      takeFiles(&watch)
      takeScreens()
      takeResults()
      for name in ringing() where !name.isEmpty { screen.ring() }
    }
  }

  // MARK: what comes from outside

  private func takeFiles(_ watch: inout any FileWatch) {
    guard let names = watch.changedNames() else {
      // Too much at once, or the folder has gone: then everything is looked at.
      watchAnew(&watch)
      return readAll()
    }
    if isBlind, isHomeThere {
      watchAnew(&watch)
      return readAll()
    }
    guard !names.isEmpty else { return }
    var changed: Set<AgentName> = []
    for file in names {
      guard let dot = file.lastIndex(of: "."), let name = try? AgentName(String(file[..<dot]))
      else { continue }
      switch file[file.index(after: dot)...] {
      case "log":
        stale.insert(name)
        staleLines.insert(name)
      case "run", "env", "net": changed.insert(name)
      default: break
      }
    }
    if !changed.isEmpty { read(changed) }
    if case .pager(let pager) = state.mode, case .log(let name) = pager.content,
      pager.isFollowing, stale.contains(name), let lines = pages.load(pager.content)
    {
      state.show(lines, of: pager.content)
      needsDraw = true
    }
  }

  /// The folders in which something changes, and the home itself, which may go.
  var watched: [String] { [context.layout.state, context.layout.root] }

  var isHomeThere: Bool { context.files.facts(context.layout.state) != nil }

  /// Watches the home that is there now.
  private func watchAnew(_ watch: inout any FileWatch) {
    if isHomeThere, let fresh = try? context.host.watching.watch(watched, lives: []) {
      if isBlind { state.say("the home is there again: '\(state.home)'") }
      isBlind = false
      watch = fresh
    } else {
      isBlind = true
      state.say("the home has gone: '\(state.home)'", isProblem: true)
    }
  }

  private func read(_ changed: Set<AgentName>) {
    stale.formUnion(changed)
    let renamed = rows.read(changed)
    noteRows()
    for (old, new) in renamed { state.rename(old, to: new) }
    if let problem = rows.takeProblem() { state.say(problem, isProblem: true) }
  }

  /// The key, or a double press where the mouse was pressed at the same place just before: ncurses
  /// would keep every press back to find out.
  private func doubled(_ key: Key) -> Key {
    guard case .mouse(var event) = key, event.kind == .press else { return key }
    let isSecond =
      now - lastPress.at < Self.doublePress && lastPress.event == event
    lastPress = (isSecond ? -Self.doublePress : now, event)
    if isSecond { event.kind = .doublePress }
    return .mouse(event)
  }

  private func readAll() {
    rows.readAll()
    if let problem = rows.takeProblem() { state.say(problem, isProblem: true) }
    stale.formUnion(rows.agents.keys)
    staleLines.formUnion(rows.agents.keys)
    measure()
    noteRows()
  }

  func noteRows() {
    state.update(rows.sorted)
    needsDraw = true
  }

  func measure() {
    guard now - lastMeasure >= Self.measureTime else { return }
    lastMeasure = now
    guard rows.agents.values.contains(where: { !$0.state.isDead }) else { return }
    rows.measure(context.host.processes.table())
  }

  /// Time alone has passed.
  private func tick() {
    let changing = rows.changing
    if !changing.isEmpty { read(changing) }
    if now - lastMeasure >= Self.workTime {
      measure()
      noteRows()
    }
    needsDraw = true
  }

  private func takeResults() {
    if let said = commands.take() {
      state.say(said.text, isProblem: said.isProblem)
      needsDraw = true
    }
    for page in pages.take() {
      state.show(page.lines, of: page.content)
      needsDraw = true
    }
  }

  /// Those that need a person since just now, when the bell is to tell.
  private func ringing() -> [String] {
    guard context.settings.notify == "bell" else { return [] }
    let on = context.settings.notifyOn
    var news: [String] = []
    for row in state.rows {
      let old = statuses.updateValue(row.status, forKey: row.name)
      if let old, old.word != row.status.word || old.kind != row.status.kind,
        on.contains(row.status.word), !context.settings.isQuiet(at: context.host.clock.now)
      {
        news.append(row.name.description)
      }
    }
    return news
  }

  /// Milliseconds until something is due without an event; -1 for never.
  var timeout: Int {
    var dues: [Int] = []
    if needsDraw { dues.append(lastCapture + Self.screenTime - now) }
    let wanted = state.wantedScreens
    if wanted.contains(where: stale.contains) { dues.append(lastCapture + frameTime - now) }
    if state.wantedLines.contains(where: staleLines.contains) {
      dues.append(lastLines + Self.lineTime - now)
    }
    if isBlind { dues.append(Self.blindTime) }
    if !rows.changing.isEmpty { dues.append(Self.startTime) }
    if !state.rows.allSatisfy(\.isDead) {
      let works = state.rows.contains { $0.status.word == .working }
      dues.append(works ? Self.workTime : Self.ageTime)
    }
    return dues.min().map { max(1, $0) } ?? -1
  }
}
