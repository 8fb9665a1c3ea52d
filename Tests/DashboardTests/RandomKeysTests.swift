import AgentModel
import Dashboard
import Host
import Testing

/// A generator whose numbers are the same each time, SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Whatever is pressed, and whatever happens to the agents meanwhile: what is shown stays whole.
@Suite struct RandomKeysTests {
  @Test(arguments: [2026, 1, 77]) func nothingBreaks(_ seed: UInt64) throws {
    var walk = RandomWalk(seed)
    try walk.go(10_000)
  }
}

/// Keys at random, over agents that come and go at random.
private struct RandomWalk {
  private static let special: [Key] = [
    .enter, .enter, .escape, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down,
    .left, .right, .pageUp, .pageDown, .home, .end, .function(1), .function(9), .control("]"),
    .control("]"), .control("a"), .control("k"), .control("w"), .control("l"), .alt("x"),
    .paste("pasted\r\ntext 'x"), .paste(""), .resized, .outside,
  ]
  private static let sizes = [
    (24, 80), (10, 40), (5, 20), (3, 10), (1, 1), (12, 100), (30, 79), (7, 33), (0, 0),
  ]
  private static let names = [
    "a-1", "a-2", "a-3", "a-10", "b-1", "b-2", "lone", "other", "x-y-1", "z",
  ]

  private var random: SeededGenerator
  private var state = DashboardState(home: "/h")
  private let bound = KeyTable().rows.flatMap { $0.keys.map(\.key) }

  init(_ seed: UInt64) { random = SeededGenerator(seed) }

  private mutating func anyRow(_ name: String) throws -> DashboardRow {
    let word = AgentStatus.Word.allCases.randomElement(using: &random) ?? .idle
    let kind =
      word == .waiting || word == .failing
      ? AgentStatus.Kind.allCases.randomElement(using: &random) : nil
    var row = try Scene.row(name, word, kind, ago: Int.random(in: 0...100_000, using: &random))
    if Bool.random(using: &random) { row.tags = ["team=red", "env=ci"] }
    if Bool.random(using: &random) { row.yes = ["y"] }
    if Bool.random(using: &random) { row.no = ["n", "Enter"] }
    row.weakness = Bool.random(using: &random) ? nil : "UNPROTECTED"
    row.prompt = Bool.random(using: &random) ? .failed : nil
    let text = String(repeating: "漢x", count: Int.random(in: 0...60, using: &random))
    row.lastLine = Scene.cells(text)
    row.sentence = Scene.cells("x" + text)
    return row
  }

  /// Some come, some go, some are renamed; screens and pages come too.
  private mutating func change() throws {
    let some = Self.names.filter { _ in Int.random(in: 0...3, using: &random) > 0 }
    var rows = try some.map { try anyRow($0) }
    if let old = state.selected, Int.random(in: 0...4, using: &random) == 0 {
      let new = try AgentName("n-\(Int.random(in: 1...99, using: &random))")
      rows.removeAll { $0.name == old }
      rows.append(try anyRow(new.description))
      state.rename(old, to: new)
    }
    if Int.random(in: 0...30, using: &random) == 0 { rows = [] }
    state.update(rows.sorted { $0.name < $1.name })
    for row in rows where Bool.random(using: &random) {
      let height = Int.random(in: 0...50, using: &random)
      let line = Scene.cells(String(repeating: "漢", count: Int.random(in: 0...99, using: &random)))
      state.show(
        PaneScreen(
          lines: Array(repeating: line, count: height),
          cursor: Bool.random(using: &random) ? (row: height, column: line.count) : nil),
        of: row.name)
    }
    switch state.mode {
    case .pager(let pager), .searchPager(let pager, _):
      let count = Int.random(in: 0...80, using: &random)
      state.show(
        Array(repeating: Scene.cells("漢字 + text"), count: count), of: pager.content)
    default: break
    }
  }

  private mutating func anyKey() -> Key {
    switch Int.random(in: 0...9, using: &random) {
    case 0...4:
      // Who leaves would be gone, so that is not pressed.
      let key = bound.randomElement(using: &random) ?? .up
      return key == .character("q") || key == .control("c") ? .escape : key
    case 5...6: return Self.special.randomElement(using: &random) ?? .up
    case 7:
      let kinds: [MouseEvent.Kind] = [.press, .doublePress, .wheelUp, .wheelDown]
      return .mouse(
        MouseEvent(
          kinds.randomElement(using: &random) ?? .press,
          row: Int.random(in: 0...40, using: &random),
          column: Int.random(in: 0...120, using: &random)))
    default: return .character("abcmxy=- 0'".randomElement(using: &random) ?? "a")
    }
  }

  /// What is wrong with what a key asked for; nil for nothing.
  private func problem(of effect: DashboardEffect) -> String? {
    func isLiving(_ name: AgentName) -> Bool {
      state.rows.contains { $0.name == name && !$0.isDead }
    }
    switch effect {
    case .attach(let name): return isLiving(name) ? nil : "attaches to the dead"
    case .press(let names, let keys):
      return !names.isEmpty && !keys.isEmpty && names.allSatisfy(isLiving)
        ? nil : "presses nothing, or for nobody"
    case .paste(let names, _):
      return !names.isEmpty && names.allSatisfy(isLiving) ? nil : "pastes to the dead"
    case .run(let words): return words.count > 1 ? nil : "\(words) says nothing"
    case .runAll(let all): return all.isEmpty ? "runs nothing" : nil
    case .quit, .load, .copy, .redraw: return nil
    }
  }

  mutating func go(_ steps: Int) throws {
    for step in 0..<steps {
      if step % 7 == 0 { try change() }
      if step % 50 == 0, let (rows, columns) = Self.sizes.randomElement(using: &random) {
        state.resize(rows: rows, columns: columns)
      }
      let key = anyKey()
      for effect in state.take(key) {
        if let problem = problem(of: effect) {
          Issue.record("step \(step), \(key): \(problem)")
        }
      }
      let isShown = state.list.rows.contains { $0.name == state.selected }
      if state.selected == nil ? !state.list.rows.isEmpty : !isShown {
        Issue.record("step \(step), \(key): \(String(describing: state.selected)) is selected")
        return
      }
      let flaw = Scene.flaw(state.picture, rows: state.size.rows, columns: state.size.columns)
      if let flaw {
        Issue.record("step \(step), \(key): \(flaw)")
        return
      }
      let known = Set(state.rows.map(\.name))
      if !known.isSuperset(of: state.wantedScreens) || !known.isSuperset(of: state.wantedLines) {
        Issue.record("step \(step), \(key): what is gone is wanted")
        return
      }
    }
  }
}
