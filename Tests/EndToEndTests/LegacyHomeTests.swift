import AgentvmTestSupport
import Host
import LinuxHost
import Testing

/// Homes that the original wrote are read as they are, and nothing of them is lost.
@Suite struct LegacyHomeTests {
  @Test func aHomeOfTheOriginalsIsReadAsItIs() throws {
    try TestHome.with { home throws in
      try LegacyHome.write(into: home)
      #expect(try home.run("list", "-q").text == "old-claude\nrenamed\nshell\n")
      #expect(try home.run("list", "-q", "-t", "team=web").text == "old-claude\n")
      let info = try home.run("info", "old-claude", "--json").text
      for part in [
        "\"status\":\"dead\"", "\"profile\":\"demo\"", "\"sandbox\":\"bwrap\"",
        "\"tags\":\"team=web,note=a,b\"", "\"created_at\":\"2026-04-26T09:00:00Z\"", "\"pid\":0",
      ] { #expect(info.contains(part), "\(info)") }
      #expect(
        try home.run("info", "shell", "--json").text.contains("\"did\":\"did:key:z6MkOld\""))
      #expect(try home.run("logs", "old-claude").text == "● done\nbye\n")
      #expect(try home.run("history", "-n", "1").text.contains("kill    old-claude"))
      #expect(try home.run("stats").text.contains("Spawned       2\n"))
      #expect(try home.run("env", "get", "OPENAI_API_KEY").text == "sk-old\n")
      #expect(try home.run("env", "get", "PLAIN").text == "a value with blanks\n")
      #expect(try home.run("ps", "-a").text.contains("renamed             dead"))
      #expect(try home.run("diff", "renamed").text == "notes.txt\n")
    }
  }

  @Test func aRestartBringsAnAgentToTheNewLayout() throws {
    try TestHome.with { home throws in
      try LegacyHome.write(into: home)
      let restart = try home.run("restart", "renamed")
      #expect(restart.status == 0, "\(String(decoding: restart.errors, as: UTF8.self))")
      #expect(home.wait { home.log("renamed").contains("notes of the first run") })
      #expect(home.log("renamed").contains("it's here"))
      #expect(home.read(".agentvm/homes/renamed/kept") == "kept\n")
      #expect(!home.exists(".agentvm/workspaces/renamed/.home"))
      #expect(home.read(".agentvm/workspaces/renamed/notes.txt") == "notes of the first run\n")
      #expect(home.read(".agentvm/state/renamed.env")?.contains("AGENT_HOME=") == true)
      #expect(home.read(".agentvm/state/renamed.sb") == "(version 1)\n")
    }
  }

  @Test func theProfilesOwnCommandIsNotTakenForOneGivenByHand() throws {
    try TestHome.with { home throws in
      try LegacyHome.write(into: home)
      // What the original had written down as the demo's command is long gone.
      try home.run("restart", "old-claude")
      #expect(try home.run("list", "-q", "-s", "running").text == "old-claude\n")
      #expect(home.wait { home.log("old-claude").contains("demo agent") })
      #expect(home.read(".agentvm/homes/old-claude/.claude.json") == "{\"theme\": \"light\"}\n")
      #expect(home.read(".agentvm/homes/old-claude/.bashrc") == "# mine\n")
    }
  }

  @Test func aRestartThatFailsLeavesTheOldLayout() throws {
    try TestHome.with { home throws in
      try LegacyHome.write(into: home)
      try home.write(".agentvm/config", "AGENTVM_PANE_SIZE=none\n")
      #expect(try home.run("restart", "old-claude").status == 1)
      #expect(home.exists(".agentvm/workspaces/old-claude/.home/.claude.json"))
      #expect(home.read(".agentvm/state/old-claude.env")?.contains("AGENT_HOME") == false)
    }
  }

  @Test func oldAgentsCanBeRenamedClonedAndRemoved() throws {
    try TestHome.with { home throws in
      try LegacyHome.write(into: home)
      #expect(try home.run("rename", "renamed", "again").status == 0)
      #expect(home.exists(".agentvm/workspaces/again/.home/kept"))
      #expect(try home.run("clone", "again", "copy").status == 0)
      #expect(try home.run("restart", "copy").status == 0)
      #expect(home.read(".agentvm/homes/copy/kept") == "kept\n")
      #expect(home.exists(".agentvm/workspaces/again/.home/kept"))
      // What had been started has ended; a copy that was not yet is somebody's work.
      try home.run("clone", "again", "fresh")
      #expect(try home.run("clean").text.contains("removed again"))
      #expect(try home.run("list", "-q").text == "copy\nfresh\n")
      #expect(try home.run("purge", "--force").status == 0)
      #expect(try home.run("list", "-q").text == "")
    }
  }

  /// An agent that still runs in the user's own tmux server keeps its workspace to itself.
  @Test func anAgentThatStillRunsUnderTheOriginalIsLeftAlone() throws {
    try TestHome.with { home throws in
      try LegacyHome.write(into: home)
      let environment = ["TMUX_TMPDIR": home.path]
      let theirs = ["-L", "default", "-f", "/dev/null"]
      func tmux(_ words: String...) throws {
        _ = try LinuxProcesses(environment: [:]).run(
          Invocation(
            "/usr/bin/tmux", theirs + words,
            environment: ["TMUX_TMPDIR=\(home.path)", "PATH=/usr/bin:/bin"]))
      }
      try tmux("new-session", "-d", "-s", "agentvm-renamed", "cat")
      defer { try? tmux("kill-server") }
      for argv in [
        ["restart", "renamed"], ["spawn", "renamed", "--", "cat"], ["kill", "renamed"],
        ["rename", "renamed", "x"], ["clean"], ["purge", "--force"],
      ] {
        let result = try home.run(argv, environment)
        #expect(result.status == 1, "\(argv)")
        let errors = String(decoding: result.errors, as: UTF8.self)
        #expect(errors.contains("it still runs in your own tmux server"), "\(argv): \(errors)")
        #expect(home.exists(".agentvm/workspaces/renamed/.home/kept"))
      }
      try tmux("kill-session", "-t", "=agentvm-renamed")
      #expect(try home.run(["restart", "renamed"], environment).status == 0)
    }
  }
}
