/// What a key of the dashboard does. The raw value is its name in the user's key bindings.
package enum DashboardAction: String, Sendable, CaseIterable {
  case up, down, left, right
  case pageUp = "page-up"
  case pageDown = "page-down"
  case first, last, search, filter
  case nextWaiting = "next-waiting"
  case group, mark
  case markAll = "mark-all"
  case attach, type
  case typeAll = "type-all"
  case agree, refuse, send, broadcast, allow, dismiss
  case spawn, swarm, restart, stop, clone, rename, tag
  case diff, log, info
  case copyName = "copy-name"
  case copyPath = "copy-path"
  case grid, zoom, follow, redraw, help, quit
}
