import AgentModel

/// What the dashboard asks to be done.
package enum DashboardEffect: Sendable, Equatable {
  case quit
  case attach(AgentName)
  /// Press keys in agents' panes, at once.
  case press([AgentName], [PaneKey])
  /// Paste a text into agents' panes, without submitting it.
  case paste([AgentName], String)
  /// Run agentvm itself with these words, and say what comes of it.
  case run([String])
  /// Several of those, one after the other.
  case runAll([[String]])
  /// Fetch a page.
  case load(Pager.Content)
  case copy(String)
  case redraw
}
