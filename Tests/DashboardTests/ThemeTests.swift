import AgentModel
import Dashboard
import Host
import Testing

@Suite struct ThemeTests {
  @Test(
    "what a terminal says of its background",
    arguments: [
      (nil, Theme.Name.dark), ("15;0", .dark), ("0;15", .light), ("0;default;15", .light),
      ("12;8", .dark), ("0;7", .light), ("", .dark), ("x;y", .dark), ("0;11", .light),
    ] as [(String?, Theme.Name)])
  func background(_ terminal: String?, _ name: Theme.Name) {
    #expect(Theme(terminal: terminal) == Theme(name))
  }

  @Test func statesAreToldApartWithoutColours() {
    let signs = AgentStatus.Word.allCases.map(Theme.sign(of:))
    #expect(Set(signs).count == signs.count)
    #expect(signs.allSatisfy { $0.unicodeScalars.count == 1 })
  }

  @Test(arguments: Theme.Name.allCases) func whoNeedsAPersonStandsOut(_ name: Theme.Name) {
    let theme = Theme(name)
    for word in AgentStatus.Word.allCases where word != .waiting {
      #expect(theme.color(of: .waiting) != theme.color(of: word))
    }
    #expect(theme.urgent.bold)
    #expect(theme.added != theme.removed)
  }
}
