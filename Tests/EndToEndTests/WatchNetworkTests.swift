import AgentvmTestSupport
import Testing

/// The dashboard shows what an agent was kept from, to allow or to dismiss.
@Suite struct WatchNetworkTests {
  @Test func aRefusalIsAllowedOrDismissed() throws {
    try TestHome.with { home throws in
      try home.run(
        "spawn", "a", "--", "bash", "-c",
        "getent hosts one.example; getent hosts two.example; while sleep 0.2; do getent hosts one.example && break; done; echo reached; exec cat"
      )
      let pane = try OuterPane(home, columns: 150)
      defer { pane.close() }
      #expect(pane.shows("kept from one.example"))
      try pane.press("A")
      #expect(pane.shows("a may reach one.example"))
      #expect(home.wait { home.log("a").contains("reached") })
      #expect(pane.shows("kept from two.example"))
      try pane.press("X")
      #expect(pane.shows("a stays kept from two.example"))
      #expect(
        Until.true { try pane.screen().split(separator: "kept from").count == 2 })
      try pane.press("A")
      #expect(pane.shows("a was kept from no host"))
    }
  }
}
