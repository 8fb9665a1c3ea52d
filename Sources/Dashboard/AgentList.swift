import AgentModel

/// The agents in the order in which they are shown: who needs a person first, then by groups.
package struct AgentList: Sendable, Equatable {
  /// What the list is grouped by.
  package enum Grouping: String, Sendable, CaseIterable { case swarm, tag, none }

  /// A line of the list.
  package enum Line: Sendable, Equatable {
    case heading(String, count: Int)
    /// The place of a row.
    case agent(Int)
  }

  /// The rows that the filter lets through, in the order of the list.
  package private(set) var rows: [DashboardRow] = []
  /// The lines, headings with them.
  package private(set) var lines: [Line] = []

  /// An empty one.
  package init() {}

  /// Groups the rows that `filter` lets through; within a group they keep their order.
  package init(_ all: [DashboardRow], grouping: Grouping, filter: AgentFilter) {
    let shown = all.filter(filter.matches)
    let urgent = shown.filter(\.needsPerson)
    add(urgent, under: urgent.isEmpty ? nil : "needs you")
    let rest = shown.filter { !$0.needsPerson }
    var sizes: [String: Int] = [:]
    for row in rest { sizes[AgentList.group(of: row, grouping), default: 0] += 1 }
    var groups: [String: [DashboardRow]] = [:]
    for row in rest {
      let group = AgentList.group(of: row, grouping)
      // A swarm of one is none.
      let isAlone = grouping == .swarm && sizes[group] == 1
      groups[isAlone ? "" : group, default: []].append(row)
    }
    let keys = groups.keys.sorted { NaturalOrder.precedes($0, $1) }
    for key in keys where !key.isEmpty { add(groups[key] ?? [], under: key) }
    let others = groups[""] ?? []
    add(others, under: lines.isEmpty || others.isEmpty ? nil : "others")
  }

  private mutating func add(_ rows: [DashboardRow], under title: String?) {
    if let title { lines.append(.heading(title, count: rows.count)) }
    for row in rows {
      lines.append(.agent(self.rows.count))
      self.rows.append(row)
    }
  }

  private static func group(of row: DashboardRow, _ grouping: Grouping) -> String {
    switch grouping {
    case .swarm: row.swarm ?? ""
    case .tag: row.tags.first ?? ""
    case .none: ""
    }
  }
}

/// Which agents are shown: words that all must be true of one. A word is a state, a tag `k=v`, or a
/// part of a name or profile.
package struct AgentFilter: Sendable, Equatable {
  /// As it was typed.
  package private(set) var text: String
  private let words: [String]

  /// Reads what was typed.
  package init(_ text: String = "") {
    words = text.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
    self.text = words.joined(separator: " ")
  }

  /// Whether it shows an agent.
  package func matches(_ row: DashboardRow) -> Bool {
    words.allSatisfy { word in
      if AgentStatus.Word(rawValue: word) != nil { return row.status.word.rawValue == word }
      if AgentStatus.Kind(rawValue: word) != nil { return row.status.kind?.rawValue == word }
      if word == "running" { return !row.isDead }
      if word.contains("=") { return row.tags.contains { $0.lowercased() == word } }
      return row.name.description.lowercased().contains(word)
        || row.profile.lowercased().contains(word)
    }
  }
}
