import Host

/// The keys of the dashboard: one row each. The footer, `?`, the manual and the user's own bindings
/// come from the rows.
package struct KeyTable: Sendable, Equatable {
  /// Where a key means something.
  package enum Place: Sendable, Equatable { case everywhere, list, grid }

  /// One row.
  package struct Row: Sendable, Equatable {
    /// What it does.
    package let action: DashboardAction
    /// The keys for it.
    package var keys: [KeyName]
    /// What it does, in a word or two, for the footer; empty where the footer has none.
    package let short: String
    /// What it does, for help and manual.
    package let words: String
    /// Where it does so.
    package let place: Place
    /// The heading in help and manual.
    package let group: String
  }

  /// All of them, in the order of the help.
  package private(set) var rows: [Row]

  /// The shipped keys.
  package init() { rows = KeyTable.shipped }

  /// What a key does in a view; nil for nothing.
  package func action(for key: Key, inGrid: Bool) -> DashboardAction? {
    rows.first { row in
      row.keys.contains(KeyName(key))
        && (row.place == .everywhere || (row.place == .grid) == inGrid)
    }?.action
  }

  /// The keys for an action.
  package func keys(for action: DashboardAction, inGrid: Bool = false) -> [KeyName] {
    rows.first { row in
      row.action == action && (row.place == .everywhere || (row.place == .grid) == inGrid)
    }?.keys ?? []
  }

  /// Takes a user's bindings: lines `ACTION KEY…`, `#` begins a comment. Returns what is wrong with
  /// those that are none.
  package mutating func bind(_ text: String) -> [String] {
    var problems: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let name = words.first, !name.hasPrefix("#") else { continue }
      guard rows.contains(where: { $0.action.rawValue == name }) else {
        problems.append("no such action: '\(name)'")
        continue
      }
      let keys = words.dropFirst().map { KeyName($0) }
      guard !keys.contains(nil) else {
        problems.append("no such key, for '\(name)'")
        continue
      }
      let wanted = keys.compactMap { $0 }
      // A key can do one thing only.
      for other in rows.indices { rows[other].keys.removeAll { wanted.contains($0) } }
      for index in rows.indices where rows[index].action.rawValue == name {
        rows[index].keys = wanted
      }
    }
    return problems
  }
}
