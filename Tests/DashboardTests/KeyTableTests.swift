import Dashboard
import Host
import Testing

/// One row a key: what the footer, the help, the manual and the user's bindings come from.
@Suite struct KeyTableTests {
  @Test(arguments: DashboardAction.allCases)
  func everyActionHasARowWithKeysAndWords(_ action: DashboardAction) {
    let rows = KeyTable().rows.filter { $0.action == action }
    #expect(!rows.isEmpty)
    for row in rows {
      #expect(!row.keys.isEmpty)
      #expect(row.words.count > 3)
      #expect(!row.group.isEmpty)
      #expect(row.short.count < 8)
    }
  }

  @Test(arguments: [false, true]) func noKeyIsBoundTwiceInOnePlace(_ inGrid: Bool) {
    var seen: [KeyName: DashboardAction] = [:]
    for row in KeyTable().rows where row.place == .everywhere || (row.place == .grid) == inGrid {
      for key in row.keys {
        #expect(seen.updateValue(row.action, forKey: key) == nil, "\(key)")
        #expect(KeyTable().action(for: key.key, inGrid: inGrid) == row.action)
      }
    }
    #expect(seen[KeyName(DashboardState.leaveTyping)] == nil)
  }

  @Test func groupsStandTogether() {
    var groups: [String] = []
    for row in KeyTable().rows where groups.last != row.group { groups.append(row.group) }
    #expect(Set(groups).count == groups.count)
  }

  @Test func everyRowIsInTheHelp() {
    var state = DashboardState(home: "/h")
    state.resize(rows: 100, columns: 100)
    state.press("?")
    for row in KeyTable().rows {
      let names = row.keys.map(\.description).joined(separator: " ")
      #expect(state.textLines.contains { $0.contains(row.words) && $0.hasPrefix("  \(names) ") })
    }
  }

  @Test func theUsersKeysComeInPlaceOfTheShipped() {
    var keys = KeyTable()
    #expect(keys.bind("# mine\n\nquit x F10\n  attach C-a M-x Space\ngroup ä\n") == [])
    #expect(keys.action(for: .character("x"), inGrid: false) == .quit)
    #expect(keys.action(for: .function(10), inGrid: true) == .quit)
    #expect(keys.action(for: .character("q"), inGrid: false) == nil)
    #expect(keys.action(for: .control("a"), inGrid: false) == .attach)
    #expect(keys.action(for: .alt("x"), inGrid: false) == .attach)
    #expect(keys.action(for: .character("ä"), inGrid: false) == .group)
    // A key does one thing: it was taken from where it was.
    #expect(keys.action(for: .character(" "), inGrid: false) == .attach)
    #expect(keys.keys(for: .mark) == [])
  }

  @Test func aKeyIsTakenFromTheOthers() {
    var keys = KeyTable()
    #expect(keys.bind("diff j k") == [])
    #expect(keys.keys(for: .down).map(\.description) == ["Down"])
    #expect(keys.keys(for: .up).map(\.description) == ["Up"])
    #expect(keys.action(for: .character("j"), inGrid: false) == .diff)
    #expect(keys.action(for: .character("d"), inGrid: false) == nil)
  }

  @Test func anActionMayLoseItsKeys() {
    var keys = KeyTable()
    #expect(keys.bind("stop") == [])
    #expect(keys.action(for: .character("K"), inGrid: false) == nil)
    var state = DashboardState(home: "/h", keys: keys)
    state.resize(rows: 100, columns: 100)
    state.press("?")
    #expect(!state.picture.text.contains("stop it"))
  }

  @Test func badLinesAreToldAndChangeNothing() {
    var keys = KeyTable()
    let problems = keys.bind("fly x\nquit Hyper\nquit q nope\nlog C-\ndiff F13\ninfo F0\nzoom Z\n")
    #expect(
      problems == [
        "no such action: 'fly'", "no such key, for 'quit'", "no such key, for 'quit'",
        "no such key, for 'log'", "no such key, for 'diff'", "no such key, for 'info'",
      ])
    #expect(keys.action(for: .character("q"), inGrid: false) == .quit)
    #expect(keys.action(for: .character("Z"), inGrid: false) == .zoom)
  }

  @Test(
    "blanks and line ends of other editors are the same",
    arguments: ["quit\tx\ndiff y\n", "quit x\r\ndiff y\r\n", "quit x \ndiff  y"])
  func blanks(_ text: String) {
    var keys = KeyTable()
    #expect(keys.bind(text) == [])
    #expect(keys.action(for: .character("x"), inGrid: false) == .quit)
    #expect(keys.action(for: .character("y"), inGrid: false) == .diff)
  }

  @Test("an action with another key in the grid gets the user's in both")
  func bothPlaces() {
    var keys = KeyTable()
    #expect(keys.bind("log m") == [])
    #expect(keys.action(for: .character("m"), inGrid: false) == .log)
    #expect(keys.action(for: .character("m"), inGrid: true) == .log)
  }

  @Test func namesAreReadAsTheyAreWritten() {
    let keys: [Key] = [
      .enter, .character(" "), .tab, .backTab, .escape, .backspace, .delete, .insert, .up, .down,
      .left, .right, .pageUp, .pageDown, .home, .end, .character("a"), .character("ß"),
      .character("#"), .control("l"), .control("]"), .alt("x"), .alt("X"), .function(1),
      .function(12), .character("C"), .character("M"), .character("F"), .character("-"),
    ]
    for key in keys { #expect(KeyName(KeyName(key).description)?.key == key) }
    #expect(KeyName("C-L") == KeyName("C-l"))
    #expect(KeyName("pagedown")?.key == .pageDown)
    for text in ["", "CC", "F0", "F13", "C-", "M-", "C-ab", "Hyper-x"] {
      #expect(KeyName(text) == nil, "\(text)")
    }
  }

  @Test func keysForAPaneAreTmuxs() {
    #expect(PaneKey(.character("漢")) == .text("漢"))
    #expect(PaneKey(.character(";")) == .text(";"))
    #expect(PaneKey(.control("c")) == .named("C-c"))
    #expect(PaneKey(.control(" ")) == .named("C-Space"))
    #expect(PaneKey(.alt("x")) == .named("M-x"))
    #expect(PaneKey(.pageUp) == .named("PPage"))
    #expect(PaneKey(.backTab) == .named("BTab"))
    #expect(PaneKey(.delete) == .named("DC"))
    #expect(PaneKey(.function(5)) == .named("F5"))
    for key in [Key.resized, .outside, .terminated, .paste("x")] { #expect(PaneKey(key) == nil) }
    #expect(PaneKey(.mouse(MouseEvent(.press, row: 0, column: 0))) == nil)
  }
}
