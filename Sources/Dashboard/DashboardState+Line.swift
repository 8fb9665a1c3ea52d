import AgentModel
import Host

/// The line at the bottom in which something is typed, and what becomes of it.
extension DashboardState {
  /// Takes a key for the line that is edited.
  mutating func edit(
    _ key: Key, _ purpose: Purpose, _ editor: inout LineEditor
  ) -> [DashboardEffect] {
    switch key {
    case .escape, .control("c"), .control("g"):
      mode = .browse
      return []
    case .enter:
      mode = .browse
      return submit(editor.text, purpose)
    default:
      _ = editor.take(key)
      mode = .line(purpose, editor)
      return []
    }
  }

  private mutating func submit(_ text: String, _ purpose: Purpose) -> [DashboardEffect] {
    let words = text.split(separator: " ").map(String.init)
    switch purpose {
    case .filter:
      setFilter(text)
      if list.rows.isEmpty, !rows.isEmpty { say("no agent is so; Escape shows all again") }
    case .search: search(text.isEmpty ? lastSearch : text)
    case .send(let names):
      guard !text.isEmpty else { return [] }
      let words = ["broadcast"] + names.flatMap { ["--to", $0.description] } + ["--", text]
      return [.run(words)]
    case .spawn, .swarm:
      guard let words = try? ShellWords.split(text) else {
        say("a quote is not closed", isProblem: true)
        return []
      }
      guard !words.isEmpty else { return [] }
      return [.run([purpose == .spawn ? "spawn" : "swarm"] + words)]
    case .clone(let name):
      guard words.count == 1 else {
        say("a name is one word", isProblem: true)
        return []
      }
      return [.run(["clone", name.description, words[0]])]
    case .rename(let name):
      guard words.count == 1 else {
        say("a name is one word", isProblem: true)
        return []
      }
      guard words[0] != name.description else { return [] }
      return [.run(["rename", name.description, words[0]])]
    case .tag(let names):
      guard !words.isEmpty else { return [] }
      let changes = words.flatMap { word in
        word.hasPrefix("-") ? ["--remove", String(word.dropFirst())] : [word]
      }
      return [.runAll(names.map { ["tag", $0.description] + changes })]
    }
    return []
  }

  private mutating func search(_ text: String) {
    guard !text.isEmpty else { return }
    lastSearch = text
    let wanted = text.lowercased()
    let start = (selectedIndex ?? -1) + 1
    let order = Array(list.rows.indices)
    let found = (order.dropFirst(start) + order.prefix(start)).first { index in
      let row = list.rows[index]
      let texts =
        [row.name.description, row.profile, row.lastLine.map(\.text).joined()] + row.tags
      return texts.contains { $0.lowercased().contains(wanted) }
    }
    guard let found else { return say("not found: \(text)") }
    select(at: found)
  }
}
