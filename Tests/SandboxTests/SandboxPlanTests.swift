import AgentModel
import Sandbox
import Testing

@Suite struct SandboxPlanTests {
  private func plan(uid: UInt32? = nil) -> SandboxPlan {
    var plan = SandboxPlan(
      workspace: "/h/workspaces/a", home: "/h/homes/a", doorDirectory: "/h/run/a.door",
      etcDirectory: "/h/run/etc", stage: "/p/agentvm-supervisor",
      system: SystemLayout(
        links: [("/bin", "usr/bin")], directories: ["/lib"], maskedProcFiles: ["/proc/keys"],
        stagingDirectory: "/mnt"))
    plan.readOnlyPaths = ["/opt/tool"]
    plan.uid = uid
    return plan
  }

  private func index(_ words: [String], in arguments: [String]) -> Int? {
    arguments.indices.first { arguments[$0...].starts(with: words) }
  }

  @Test func holdsWhatTheDesignDemands() {
    let arguments = plan().arguments
    for words in [
      ["--unshare-user"], ["--unshare-pid"], ["--unshare-ipc"], ["--disable-userns"],
      ["--cap-drop", "ALL"], ["--die-with-parent"], ["--seccomp", "4"],
      ["--ro-bind", "/proc/sys", "/proc/sys"], ["--ro-bind", "/dev/null", "/proc/keys"],
      ["--remount-ro", "/dev"], ["--symlink", "usr/bin", "/bin"], ["--ro-bind", "/lib", "/lib"],
      ["--ro-bind", "/opt/tool", "/opt/tool"],
      ["--bind", "/h/homes/a", "/home/agent"],
    ] { #expect(index(words, in: arguments) != nil, "\(words)") }
    #expect(!arguments.contains("--new-session"))
    #expect(arguments.suffix(2) == ["--remount-ro", "/"])
  }

  /// What systemd mounts below the folder that is bound is neither seen nor reached.
  @Test func otherFileSystemsOfTheHostAreCovered() throws {
    var plan = plan()
    plan.system.coveredProcFolders = ["/proc/sys/fs/x"]
    let arguments = plan.arguments
    let bound = try #require(index(["--ro-bind", "/proc/sys", "/proc/sys"], in: arguments))
    let covered = try #require(
      index(["--tmpfs", "/proc/sys/fs/x", "--remount-ro", "/proc/sys/fs/x"], in: arguments))
    #expect(bound < covered)
  }

  /// D3: a home below /tmp is mounted after the agent's own /tmp.
  @Test func workspacesComeAfterTemporaryFolders() throws {
    let arguments = plan().arguments
    let tmp = try #require(index(["--tmpfs", "/tmp"], in: arguments))
    let workspace = try #require(
      index(["--bind", "/h/workspaces/a", "/h/workspaces/a"], in: arguments))
    #expect(tmp < workspace)
  }

  @Test func aRootCallersSourcesAreStaged() {
    let plan = plan(uid: 2_000_000)
    let arguments = plan.arguments
    for staged in plan.staged {
      #expect(
        !arguments.contains(staged.source) || staged.source == "/h/workspaces/a"
          || staged.source == "/opt/tool")
      #expect(arguments.contains("/mnt/\(staged.slot)"))
    }
    #expect(plan.staged.count == 6)
    #expect(self.plan().staged.isEmpty)
  }
}
