import Host
import Sessions
import Testing

@Suite struct TmuxServerTests {
  private let server = TmuxServer(
    program: "/usr/bin/tmux", socket: "/h/run/tmux", configurationFile: "/h/run/tmux.conf")

  @Test func startsAnyNumberInOneCallEachWithItsPipeFirst() {
    let launches = (1...300).map {
      TmuxServer.Launch(
        session: "agentvm-a-\($0)", supervisor: "/p/s", record: "/h/run/a-\($0).launch",
        log: "/h/state/a-\($0).log")
    }
    let invocation = server.start(launches, size: .standard)
    #expect(
      invocation.arguments == [
        "-S", "/h/run/tmux", "-f", "/h/run/tmux.conf", "start-server", ";", "source-file", "-",
      ])
    let lines = String(decoding: invocation.input, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 600)
    #expect(
      lines[0]
        == "new-session -d -s 'agentvm-a-1' -n 'agentvm-a-1' -x 120 -y 40 -c / -- '/p/s' 'run' '/h/run/a-1.launch'"
    )
    #expect(lines[1] == "pipe-pane -t '=agentvm-a-1:' 'exec cat >>/h/state/a-1.log'")
  }

  @Test func pathsAreNeverExpanded() {
    let launch = TmuxServer.Launch(
      session: "agentvm-a", supervisor: "/p/it's", record: "/r", log: "/a #{x} %H/it's")
    let text = String(
      decoding: server.start([launch], size: .standard).input, as: UTF8.self)
    #expect(text.contains("'/p/it'\\''s'"))
    #expect(text.contains("##{x}"))
    #expect(text.contains("%%H"))
  }

  @Test func targetsAreExact() {
    #expect(server.capture("agentvm-a").arguments.contains("=agentvm-a:"))
    #expect(server.end("agentvm-a").arguments.last == "=agentvm-a:")
    let paste = String(
      decoding: server.paste(
        "b", into: [.init(pane: "=agentvm-a:", keys: ["Enter"])], pressingAfter: nil
      ).input, as: UTF8.self)
    #expect(paste == "paste-buffer -p -r -b b -t '=agentvm-a:'\ndelete-buffer -b b\n")
  }

  @Test(arguments: [
    ("120x40", true), ("20x5", true), ("10x4", false), ("x", false), ("1x2x3", false),
  ])
  func sizes(_ text: String, _ isOne: Bool) { #expect((TmuxServer.Size(text) != nil) == isOne) }
}
