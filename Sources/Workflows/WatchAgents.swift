import AgentModel
import AgentStore
import Dashboard
import Host
import Sessions
import Status
import TerminalText

/// The live dashboard. Files say who has changed, and one tmux client what is on the screens; while
/// nothing happens, it does nothing.
package final class WatchAgents {
  private let context: Context
  private let frameTime: Int
  private var state: DashboardState
  private let rows: AgentRows
  private let pages: PageSource
  private let commands: CommandRunner
  private var screens: ScreenSource?
  private var typing: SendText
  private var dirty: Set<AgentName> = []
  private var stale: Set<AgentName> = []
  private var staleLines: Set<AgentName> = []
  private var lastCapture = 0
  private var lastLines = 0
  private var lastMeasure = -100_000
  private var needsDraw = true
  private var statuses: [AgentName: AgentStatus] = [:]
  private var isBlind = false
  private var lastPress = (at: -10_000, event: MouseEvent(.press, row: -1, column: -1))

  /// Milliseconds between two pictures, between two looks at the last lines, and at the processes.
  private static let frameTime = 40
  private static let lineTime = 1000
  private static let measureTime = 2000
  /// Milliseconds after which the ages that are shown are old.
  private static let ageTime = 10000
  /// The same when an agent works, for then what its processes use changes.
  private static let workTime = 3000
  /// Milliseconds between two looks for a home that has gone, and at agents that start or end.
  private static let blindTime = 500
  private static let startTime = 300
  /// Milliseconds in which a second press makes a double one.
  private static let doublePress = 400
  /// Milliseconds that a picture waits for a screen.
  private static let screenTime = 30

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

  private var now: Int { Int(context.host.clock.monotonic / 1_000_000) }

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
      case "run", "env": changed.insert(name)
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
  private var watched: [String] { [context.layout.state, context.layout.root] }

  private var isHomeThere: Bool { context.files.facts(context.layout.state) != nil }

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

  private func noteRows() {
    state.update(rows.sorted)
    needsDraw = true
  }

  private func measure() {
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

  private func takeScreens() {
    guard let screens else { return }
    for capture in screens.take() {
      switch capture.purpose {
      case .screen:
        state.show(WatchAgents.screen(capture), of: capture.name)
        needsDraw = true
      case .lastLine:
        let lines = capture.lines.map { PlainLine.text(String(decoding: $0, as: UTF8.self)) }
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

  private static func screen(_ capture: ScreenSource.Capture) -> PaneScreen {
    var style = CellStyle()
    let lines = capture.lines.map {
      StyledLine.cells(String(decoding: $0, as: UTF8.self), style: &style)
    }
    guard let facts = capture.facts, facts.count == 5, facts[4] != 0 else {
      return PaneScreen(lines: lines)
    }
    return PaneScreen(lines: lines, cursor: (facts[3], facts[2]))
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

  // MARK: screens

  private func askForScreens() {
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
  private var isScreenComing: Bool {
    now - lastCapture < Self.screenTime
      && state.wantedScreens.contains { name in
        state.screens[name] == nil && screens?.isAsked(name, .screen) == true
      }
  }

  /// Milliseconds until something is due without an event; -1 for never.
  private var timeout: Int {
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

  // MARK: effects

  /// Does what a key asked for; false when it was to quit.
  private func perform(_ effect: DashboardEffect, _ screen: any TerminalScreen) -> Bool {
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

/// A captured line without its colours.
enum PlainLine {
  static func text(_ line: String) -> String {
    var style = CellStyle()
    return StyledLine.cells(line, style: &style).map(\.text).joined()
  }
}
