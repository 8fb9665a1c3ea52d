import AgentModel
import Host

/// The dashboard's own colours. The sixteen that the terminal's owner has chosen where that is
/// enough; an agent's screen keeps its own.
package struct Theme: Sendable, Equatable {
  /// What the terminal's background is.
  package enum Name: String, Sendable, CaseIterable { case dark, light }

  private let name: Name

  /// The theme of that name.
  package init(_ name: Name) { self.name = name }

  /// By what the terminal says of itself, `COLORFGBG`'s last number; dark where it says nothing.
  package init(terminal: String?) {
    let background = terminal?.split(separator: ";").last.flatMap { Int($0) }
    self.init(background.map { $0 == 7 || $0 >= 9 } ?? false ? .light : .dark)
  }

  /// The line on top and the one at the bottom.
  package var bar: CellStyle { CellStyle(reverse: true) }
  /// What is less important.
  package var faint: CellStyle {
    // Faint letters can't be read on a light ground everywhere.
    name == .dark ? CellStyle(foreground: .indexed(8)) : CellStyle(foreground: .indexed(240))
  }
  /// A heading of the list.
  package var heading: CellStyle { CellStyle(foreground: accent, bold: true) }
  /// The heading of those that need a person, and what they wait on.
  package var urgent: CellStyle { CellStyle(foreground: color(of: .waiting), bold: true) }
  /// What goes to an agent as it is typed.
  package var typing: CellStyle {
    CellStyle(foreground: .indexed(15), background: .indexed(1), bold: true)
  }
  /// A question of ours.
  package var question: CellStyle { CellStyle(foreground: color(of: .failing), bold: true) }
  /// The frame of the tile that has the focus.
  package var focus: CellStyle { CellStyle(foreground: accent, bold: true) }
  /// A line that a diff adds.
  package var added: CellStyle { CellStyle(foreground: color(of: .working)) }
  /// A line that a diff removes.
  package var removed: CellStyle { CellStyle(foreground: color(of: .failing)) }
  /// A place of a diff: a file, or lines of it.
  package var place: CellStyle { CellStyle(foreground: accent) }

  private var accent: CellColor { name == .dark ? .indexed(6) : .indexed(25) }

  /// The colour of a status.
  package func color(of word: AgentStatus.Word) -> CellColor {
    switch (word, name) {
    case (.starting, .dark): .indexed(6)
    case (.starting, .light): .indexed(30)
    case (.idle, .dark): .indexed(7)
    case (.idle, .light): .indexed(238)
    case (.working, .dark): .indexed(2)
    case (.working, .light): .indexed(28)
    case (.waiting, .dark): .indexed(11)
    case (.waiting, .light): .indexed(130)
    case (.failing, .dark): .indexed(9)
    case (.failing, .light): .indexed(124)
    case (.done, .dark): .indexed(12)
    case (.done, .light): .indexed(26)
    case (.dead, .dark), (.unknown, .dark): .indexed(8)
    case (.dead, .light), (.unknown, .light): .indexed(243)
    }
  }

  /// The sign of a status, in one column: told apart without colours too.
  package static func sign(of word: AgentStatus.Word) -> String {
    switch word {
    case .starting: "…"
    case .idle: "○"
    case .working: "●"
    case .waiting: "?"
    case .failing: "!"
    case .done: "✓"
    case .dead: "×"
    case .unknown: "~"
    }
  }
}
