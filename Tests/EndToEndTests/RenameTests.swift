import AgentvmTestSupport
import Host
import LinuxHost
import Testing

/// Names change while agents run, and while commands are killed.
@Suite struct RenameTests {
  @Test func aRunningAgentKeepsEverything() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "old", "-t", "k=v", "--", "sh", "-c", "echo first; cat")
      #expect(home.wait { home.log("old").contains("first") })
      #expect(try home.run("mv", "old", "new").status == 0)
      #expect(try home.run("list", "-q").text == "new\n")
      #expect(try home.run("exec", "new", "second").status == 0)
      #expect(home.wait { home.log("new").contains("second") })
      #expect(try home.run("exec", "--in", "new", "true").status == 0)
      #expect(try home.tmux("list-sessions", "-F", "#{session_name}").text == "agentvm-new\n")
      let leftovers = try home.tool(
        "/usr/bin/find", home.root, "-name", "old*", "-not", "-path", "*/etc.*"
      ).text
      #expect(leftovers == "")
      #expect(try home.run("kill", "new").status == 0)
      #expect(try home.run("info", "new").text.contains("dead, signal"))
      #expect(try home.run("rename", "new", "new").status == 1)
    }
  }

  /// What it may do is the same by another name, and so for its copy.
  @Test func whatItMayDoGoesWithIt() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "one", "--network", "none", "--memory", "1G", "--", "true")
      try home.run("spawn", "two", "--allow", "a.example", "--expose", "8080", "--", "true")
      try home.run("wait", "one", "two")
      for (old, new) in [("one", "three"), ("two", "four")] {
        let network = try home.run("info", old).text.split(separator: "\n").first {
          $0.contains("Network")
        }
        try home.run("clone", old, "\(new)-b")
        try home.run("rename", old, new)
        for name in [new, "\(new)-b"] {
          let after = try home.run("info", name).text.split(separator: "\n")
          #expect(after.contains { $0 == network }, "\(name)")
        }
      }
    }
  }

  /// What agentvm writes into its HOME for the new name, it must still be able to read.
  @Test func itsHomeStaysItsOwn() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "old", "--", "cat")
      try home.run("rename", "old", "new")
      let result = try home.run(
        "exec", "--in", "new", "--", "git", "config", "--global", "user.name")
      #expect(result.text == "new\n" && result.status == 0)
    }
  }

  @Test func anAgentWhoseSupervisorCannotBeToldKeepsItsName() throws {
    try TestHome.with { home throws in
      try home.run("spawn", "old", "--", "cat")
      try LinuxFiles().remove("\(home.root)/run/old.sock")
      #expect(try home.run("rename", "old", "new").status == 1)
      #expect(try home.run("list", "-q", "-s", "running").text == "old\n")
      #expect(!home.exists(".agentvm/run/renaming") && !home.exists(".agentvm/state/new.lock"))
    }
  }

  /// Killed after any of its steps, the next command brings it to its end.
  @Test(arguments: ["nothing", "workspace", "run", "state", "lock"])
  func aRenamingThatWasKilledIsBroughtToItsEnd(_ moved: String) throws {
    try TestHome.with { home throws in
      try home.run("spawn", "old", "--", "sh", "-c", "echo work >file; echo said")
      try home.run("wait", "old")
      let files = LinuxFiles()
      try home.write(".agentvm/run/renaming", "old\nnew\n")
      let steps = ["nothing", "workspace", "run", "state", "lock"]
      let done = steps[...(steps.firstIndex(of: moved) ?? 0)]
      if done.contains("workspace") {
        try files.move("\(home.root)/workspaces/old", to: "\(home.root)/workspaces/new")
      }
      if done.contains("run") {
        try files.move("\(home.root)/state/old.run", to: "\(home.root)/state/new.run")
      }
      if done.contains("state") {
        let state = home.read(".agentvm/state/old.env") ?? ""
        try home.write(
          ".agentvm/state/new.env",
          state.split(separator: "\n").map {
            $0.hasPrefix("AGENT_NAME=")
              ? "AGENT_NAME=new" : $0.hasPrefix("AGENT_SESSION=") ? "AGENT_SESSION=agentvm-new" : $0
          }.joined(separator: "\n") + "\n")
      }
      if done.contains("lock") {
        try files.move("\(home.root)/state/old.lock", to: "\(home.root)/state/new.lock")
        try files.remove("\(home.root)/state/old.env")
      }
      #expect(try home.run("list", "-q").text == "new\n")
      #expect(!home.exists(".agentvm/run/renaming"))
      #expect(home.read(".agentvm/workspaces/new/file") == "work\n")
      #expect(try home.run("logs", "new").text == "said\n")
      #expect(try home.run("info", "new").text.contains("dead, exit status 0"))
      #expect(try home.run("restart", "new").status == 0)
    }
  }
}
