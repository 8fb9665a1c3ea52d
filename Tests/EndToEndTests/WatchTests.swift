import AgentvmTestSupport
import Host
import LinuxHost
import Testing

/// The dashboard in a real tmux pane of a server of the test's own.
@Suite struct WatchTests {
  private struct Pane {
    let socket: String
    let home: TestHome

    @discardableResult
    func tmux(_ arguments: String...) throws -> String {
      try LinuxProcesses(environment: [:]).run(
        Invocation(
          "/usr/bin/tmux", ["-S", socket, "-f", "/dev/null"] + arguments,
          environment: home.environment.map { "\($0.key)=\($0.value)" })
      ).text
    }

    func screen() throws -> String { try tmux("capture-pane", "-p", "-t", "w") }

    func shows(_ text: String) -> Bool { Until.true { try screen().contains(text) } }
  }

  @Test func listsShowsAttachesAndQuits() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "one", "--", "bash", "-c", "printf '\\e[31mred\\e[0m screen'; read")
      try home.run("spawn", "two", "--", "bash", "-c", "echo second; read")
      let pane = Pane(socket: "\(home.path)/outer", home: home)
      try pane.tmux(
        "new-session", "-d", "-s", "w", "-x", "100", "-y", "20",
        "\(TestHome.programs)/agentvm watch; echo left with $?; read x")
      defer { _ = try? pane.tmux("kill-server") }
      #expect(pane.shows("● two"))
      #expect(pane.shows("red screen"))
      #expect(try pane.tmux("capture-pane", "-p", "-e", "-t", "w").contains("\u{1B}[31m"))
      try pane.tmux("send-keys", "-t", "w", "j")
      #expect(pane.shows("second"))
      try pane.tmux("send-keys", "-t", "w", "Enter")
      #expect(pane.shows("agentvm-two"))
      try pane.tmux("send-keys", "-t", "w", "C-]", "d")
      #expect(pane.shows("● one"))
      try pane.tmux("resize-window", "-t", "w", "-x", "60", "-y", "12")
      #expect(Until.true { try !pane.screen().contains("│") && pane.screen().contains("● one") })
      try home.run("kill", "one")
      #expect(pane.shows("○ one"))
      try pane.tmux("send-keys", "-t", "w", "q")
      #expect(pane.shows("left with 0"))
    }
  }

  @Test func aDumbTerminalGetsText() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "one", "--", "bash", "-c", "echo hello; read")
      #expect(home.wait { home.log("one").contains("hello") })
      let pane = Pane(socket: "\(home.path)/outer", home: home)
      try pane.tmux(
        "new-session", "-d", "-s", "w", "-x", "100", "-y", "20",
        "TERM=dumb \(TestHome.programs)/agentvm watch; echo left with $?; read x")
      defer { _ = try? pane.tmux("kill-server") }
      #expect(pane.shows("left with 0"))
      #expect(try pane.screen().contains("hello"))
    }
  }

  @Test func withoutATerminalItIsText() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "one", "--", "bash", "-c", "echo hello; read")
      #expect(home.wait { home.log("one").contains("hello") })
      let result = try home.run("watch")
      #expect(result.status == 0)
      #expect(result.text.contains("one"))
      #expect(result.text.contains("hello"))
    }
  }
}
