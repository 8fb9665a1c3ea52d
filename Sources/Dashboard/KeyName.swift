import Host

/// A key's name in key bindings, the footer and the manual: `a`, `C-l`, `M-x`, `F1`, `Enter`, `Space`.
package struct KeyName: Sendable, Hashable, CustomStringConvertible {
  /// The key.
  package let key: Key

  /// The name of that key.
  package init(_ key: Key) { self.key = key }

  private static let named: [(String, Key)] = [
    ("Enter", .enter), ("Space", .character(" ")), ("Tab", .tab), ("BackTab", .backTab),
    ("Escape", .escape), ("Backspace", .backspace), ("Delete", .delete), ("Insert", .insert),
    ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right), ("PageUp", .pageUp),
    ("PageDown", .pageDown), ("Home", .home), ("End", .end),
  ]

  /// Reads a name; nil for what is none.
  package init?(_ text: String) {
    if let named = Self.named.first(where: { $0.0.lowercased() == text.lowercased() }) {
      self.init(named.1)
    } else if text.count == 1, let character = text.first {
      self.init(.character(character))
    } else if text.hasPrefix("C-"), text.count == 3, let character = text.last {
      // What a terminal can't tell from a key with a name is that key.
      let same: [String: Key] = ["i": .tab, "m": .enter, "h": .backspace, "[": .escape]
      let letter = character.lowercased()
      self.init(same[letter] ?? .control(Character(letter)))
    } else if text.hasPrefix("M-"), text.count == 3, let character = text.last {
      self.init(.alt(character))
    } else if text.hasPrefix("F"), let number = Int(text.dropFirst()), (1...12).contains(number) {
      self.init(.function(number))
    } else {
      return nil
    }
  }

  package var description: String {
    if let named = Self.named.first(where: { $0.1 == key }) { return named.0 }
    switch key {
    case .character(let character): return String(character)
    case .control(let character): return "C-\(character)"
    case .alt(let character): return "M-\(character)"
    case .function(let number): return "F\(number)"
    default: return "?"
    }
  }

  /// The name as the footer shows it.
  package var short: String {
    switch key {
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    default: description
    }
  }
}

/// A key as it goes into an agent's pane.
package enum PaneKey: Sendable, Equatable {
  /// Characters that stand for themselves.
  case text(String)
  /// One of tmux's names.
  case named(String)

  /// The form of a key; nil for what is none of the keyboard.
  package init?(_ key: Key) {
    switch key {
    case .character(let character): self = .text(String(character))
    case .up: self = .named("Up")
    case .down: self = .named("Down")
    case .left: self = .named("Left")
    case .right: self = .named("Right")
    case .pageUp: self = .named("PPage")
    case .pageDown: self = .named("NPage")
    case .home: self = .named("Home")
    case .end: self = .named("End")
    case .enter: self = .named("Enter")
    case .escape: self = .named("Escape")
    case .tab: self = .named("Tab")
    case .backTab: self = .named("BTab")
    case .backspace: self = .named("BSpace")
    case .delete: self = .named("DC")
    case .insert: self = .named("IC")
    case .function(let number): self = .named("F\(number)")
    case .control(" "): self = .named("C-Space")
    case .control(let character): self = .named("C-\(character)")
    case .alt(let character): self = .named("M-\(character)")
    default: return nil
    }
  }
}
