import Host

/// A line that is being typed.
package struct LineEditor: Sendable, Equatable {
  private var characters: [Character] = []
  /// Where the next character goes.
  package private(set) var cursor = 0

  private static let limit = 4000

  /// With a text to begin with.
  package init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  /// What was typed.
  package var text: String { String(characters) }

  /// Takes a key, as readline would; false when it is none for editing.
  package mutating func take(_ key: Key) -> Bool {
    switch key {
    case .character(let character): insert([character])
    case .paste(let text): insert(text.map { $0.isNewline ? " " : $0 })
    case .backspace: if cursor > 0 { remove(cursor - 1..<cursor) }
    case .delete, .control("d"):
      if cursor < characters.count { remove(cursor..<cursor + 1) }
    case .left, .control("b"): cursor = max(0, cursor - 1)
    case .right, .control("f"): cursor = min(characters.count, cursor + 1)
    case .home, .control("a"): cursor = 0
    case .end, .control("e"): cursor = characters.count
    case .control("u"): remove(0..<cursor)
    case .control("k"): remove(cursor..<characters.count)
    case .control("w"):
      var start = cursor
      while start > 0, characters[start - 1] == " " { start -= 1 }
      while start > 0, characters[start - 1] != " " { start -= 1 }
      remove(start..<cursor)
    default: return false
    }
    return true
  }

  private mutating func insert(_ text: [Character]) {
    // What has no width would be typed unseen.
    let visible = text.filter { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } }
    let room = max(0, Self.limit - characters.count)
    characters.insert(contentsOf: visible.prefix(room), at: cursor)
    cursor += min(room, visible.count)
  }

  private mutating func remove(_ range: Range<Int>) {
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }
}
