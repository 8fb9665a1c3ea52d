import AgentModel
import Host

/// A page that is read: a diff, a log, the help.
extension DashboardState {
  /// Lines of a page that fit on the terminal.
  package var pageHeight: Int { max(1, size.rows - 2) }

  /// Takes a key for a page that is read.
  mutating func page(_ key: Key, _ pager: inout Pager) -> [DashboardEffect] {
    pager.settle(height: pageHeight)
    var isLeft = false
    switch key {
    case .up, .character("k"): pager.move(by: -1)
    case .down, .character("j"), .enter: pager.move(by: 1)
    case .pageUp, .character("b"), .control("b"): pager.move(by: -pageHeight)
    case .pageDown, .character(" "), .control("f"): pager.move(by: pageHeight)
    case .left, .character("h"): pager.scroll(by: -8)
    case .right, .character("l"): pager.scroll(by: 8)
    case .home, .character("g"): pager.jump(toEnd: false)
    case .end, .character("G"): pager.jump(toEnd: true)
    case .character("f"):
      pager.toggleFollowing()
      mode = .pager(pager)
      return pager.isFollowing ? [.load(pager.content)] : []
    case .character("/"):
      mode = .searchPager(pager, LineEditor())
      return []
    case .character("n"):
      if !pager.search(lastSearch, height: pageHeight) { say("not found: \(lastSearch)") }
    case .mouse(let event):
      if event.kind == .wheelUp { pager.move(by: -3) }
      if event.kind == .wheelDown { pager.move(by: 3) }
    case .escape, .character("q"), .control("c"): isLeft = true
    default: break
    }
    pager.settle(height: pageHeight)
    mode = isLeft ? .browse : .pager(pager)
    return []
  }

  /// Takes a key for what is searched for in a page.
  mutating func search(
    _ key: Key, _ pager: inout Pager, _ editor: inout LineEditor
  ) -> [DashboardEffect] {
    switch key {
    case .escape, .control("c"), .control("g"): mode = .pager(pager)
    case .enter:
      if !editor.text.isEmpty { lastSearch = editor.text }
      if !pager.search(lastSearch, height: pageHeight) { say("not found: \(lastSearch)") }
      pager.settle(height: pageHeight)
      mode = .pager(pager)
    default:
      _ = editor.take(key)
      mode = .searchPager(pager, editor)
    }
    return []
  }
}
