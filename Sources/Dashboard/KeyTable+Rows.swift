import Host

extension KeyTable {
  private static func row(
    _ action: DashboardAction, _ keys: String, _ short: String, _ words: String,
    _ group: String, _ place: Place = .everywhere
  ) -> Row {
    Row(
      action: action, keys: keys.split(separator: " ").compactMap { KeyName(String($0)) },
      short: short, words: words, place: place, group: group)
  }

  static let shipped: [Row] = finding + answering + making + reading + rest

  private static let finding = [
    row(.up, "Up k", "", "the one above", "Find"),
    row(.down, "Down j", "select", "the one below", "Find"),
    row(.left, "Left h", "", "the tile to the left", "Find", .grid),
    row(.right, "Right l", "", "the tile to the right", "Find", .grid),
    row(.pageUp, "PageUp C-b", "", "a page up, or the page before", "Find"),
    row(.pageDown, "PageDown C-f", "", "a page down, or the next page", "Find"),
    row(.first, "Home g", "", "the first", "Find"),
    row(.last, "End G", "", "the last", "Find"),
    row(.nextWaiting, "w Tab", "next", "the next one that needs you", "Find"),
    row(.search, "/", "", "search in names, profiles, tags and last lines", "Find"),
    row(.filter, "f", "", "show only a state, a tag k=v, or a part of a name", "Find"),
    row(.group, "o", "", "group by swarm, by tag, or not at all", "Find"),
    row(.mark, "Space", "mark", "mark, or no longer", "Find"),
    row(.markAll, "*", "", "mark all that are shown, or none", "Find"),
  ]

  private static let answering = [
    row(.attach, "Enter a", "attach", "attach to it; Ctrl-] d comes back", "Steer"),
    row(.type, "i", "type", "type straight into it; Ctrl-] ends", "Steer"),
    row(.typeAll, "I", "", "type into all that are shown; Ctrl-] ends", "Steer", .grid),
    row(.agree, "y", "yes", "agree to what it asks", "Steer"),
    row(.refuse, "n", "no", "refuse what it asks", "Steer"),
    row(.allow, "A", "allow", "let it reach the host that it was kept from", "Steer"),
    row(.dismiss, "X", "dismiss", "say no more of that host", "Steer"),
    row(.send, "s", "send", "send it a line", "Steer"),
    row(.broadcast, "b", "", "send a line to the marked, or all that are shown", "Steer"),
  ]

  private static let making = [
    row(.spawn, "c", "spawn", "spawn an agent", "Agents"),
    row(.swarm, "C", "", "spawn a swarm", "Agents"),
    row(.restart, "R", "", "restart it, or the marked", "Agents"),
    row(.stop, "K", "stop", "stop it, or the marked", "Agents"),
    row(.clone, "p", "", "clone it", "Agents"),
    row(.rename, "r", "", "rename it", "Agents"),
    row(.tag, "t", "", "change its tags, or those of the marked: k=v adds, -k=v removes", "Agents"),
  ]

  private static let reading = [
    row(.diff, "d", "diff", "what it has changed", "Read"),
    row(.log, "l", "log", "its log; f follows", "Read", .list),
    row(.log, "L", "", "its log; f follows", "Read", .grid),
    row(.info, "e", "", "all that is known of it", "Read"),
    row(.copyName, "Y", "", "copy its name", "Read"),
    row(.copyPath, "P", "", "copy its workspace's path", "Read"),
  ]

  private static let rest = [
    row(.grid, "v", "grid", "tiles of live screens, of the marked or all; or the list", "View"),
    row(.zoom, "z", "", "the selected one on the whole terminal, or not", "View"),
    row(.follow, "F", "", "go to those that need you by itself", "View"),
    row(.redraw, "C-l", "", "draw everything anew", "View"),
    row(.help, "? F1", "help", "these keys", "View"),
    row(.quit, "q C-c", "quit", "leave; the agents go on", "View"),
  ]
}
