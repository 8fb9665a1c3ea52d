import AgentModel
import Host

/// A text that is read page by page: a diff, a log, what is known of an agent, help.
package struct Pager: Sendable, Equatable {
  /// What it shows.
  package enum Content: Sendable, Equatable {
    case diff(AgentName)
    case log(AgentName)
    case info(AgentName)
    case help
  }

  /// What it shows.
  package var content: Content
  /// Its heading.
  package var title: String
  /// Its lines.
  package private(set) var lines: [[Cell]] = []
  /// Whether it stays at the end while more comes.
  package private(set) var isFollowing: Bool
  /// Whether it is still being fetched.
  package private(set) var isLoading = true
  /// The first line that is shown, and the first column.
  package private(set) var top = 0
  package private(set) var left = 0
  /// The line that the last search has found.
  package private(set) var found: Int?

  /// Without lines yet.
  package init(_ content: Content, title: String) {
    self.content = content
    self.title = title
    if case .log = content { isFollowing = true } else { isFollowing = false }
  }

  /// Takes the lines as they are now.
  package mutating func show(_ lines: [[Cell]]) {
    self.lines = lines
    isLoading = false
    found = found.flatMap { $0 < lines.count ? $0 : nil }
  }

  /// Puts the window of `height` lines where it belongs.
  package mutating func settle(height: Int) {
    let last = max(0, lines.count - height)
    top = isFollowing ? last : min(max(0, top), last)
  }

  /// Moves the window.
  package mutating func move(by step: Int) {
    isFollowing = false
    top = max(0, top + step)
  }

  /// Moves to the beginning or the end.
  package mutating func jump(toEnd: Bool) {
    isFollowing = false
    top = toEnd ? lines.count : 0
  }

  /// Moves to the side.
  package mutating func scroll(by step: Int) { left = max(0, left + step) }

  /// Stays at the end, or no longer.
  package mutating func toggleFollowing() { isFollowing.toggle() }

  /// Goes to the next line, from the one below the last found, that holds the text; false when there
  /// is none.
  package mutating func search(_ text: String, height: Int) -> Bool {
    guard !text.isEmpty else { return false }
    let start = found.map { $0 + 1 } ?? top
    let order = Array(lines.indices)
    let wanted = text.lowercased()
    for index in order.dropFirst(start) + order.prefix(start)
    where lines[index].map(\.text).joined().lowercased().contains(wanted) {
      found = index
      isFollowing = false
      top = max(0, index - height / 3)
      return true
    }
    return false
  }
}
