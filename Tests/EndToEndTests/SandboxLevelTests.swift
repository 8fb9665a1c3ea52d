import AgentvmTestSupport
import Glibc
import Host
import Testing

/// The levels of the sandbox, and each of its layers on its own: what it stops goes through when that
/// layer alone is taken away, so the attempt is real.
@Suite struct SandboxLevelTests {
  private static let guardLine =
    "[ -n \"$AGENTVM_AGENT\" ] && [ -e /run/agentvm/stage ] || exit 99\n"

  /// Runs a script inside, with these options; its output.
  private func inside(_ home: TestHome, _ options: [String], _ script: String) throws -> Completion
  {
    try home.run(["run"] + options + ["--", "bash", "-c", Self.guardLine + script])
  }

  /// Level paranoid as far as this caller can have it: only root makes control groups here.
  private static let paranoid =
    getuid() == 0
    ? ["--sandbox", "paranoid"] : ["--sandbox", "paranoid", "--degrade", "cgroup"]

  /// What it says of calls: `NAME 0` when it was let through, `NAME ERRNO` when not.
  private static let calls = """
    python3 - <<'end'
    import ctypes, os, socket
    libc = ctypes.CDLL(None, use_errno=True)
    def say(name, result): print(name, 0 if result >= 0 else ctypes.get_errno())
    say("kcmp", libc.syscall(312 if os.uname().machine == "x86_64" else 272, os.getpid(), os.getpid(), 0, 0, 0))
    say("trace", libc.ptrace(0, 0, 0, 0))
    try:
        socket.socket(socket.AF_UNIX)
        print("unix 0")
    except OSError as error:
        print("unix", error.errno)
    try:
        os.memfd_create("probe")
        print("memory 0")
    except OSError as error:
        print("memory", error.errno)
    end
    ulimit -u
    """

  @Test func everyLevelHoldsItsAgentAsItSays() throws {
    try TestHome.with { home throws in
      let trusted = try inside(home, ["--sandbox", "trusted"], Self.calls)
      #expect(trusted.text == "kcmp 1\ntrace 0\nunix 0\nmemory 0\n4096\n", "\(trusted.errorText)")
      let standard = try inside(home, [], Self.calls)
      #expect(standard.text == "kcmp 1\ntrace 1\nunix 0\nmemory 0\n512\n")
      let paranoid = try inside(home, Self.paranoid, Self.calls)
      #expect(paranoid.text == "kcmp 1\ntrace 1\nunix 1\nmemory 38\n256\n", "\(paranoid.errorText)")
    }
  }

  @Test func theFilterAloneStopsCalls() throws {
    try TestHome.with { home throws in
      let script =
        Self.calls + "\ntouch m; chmod u+s m && echo set; grep Seccomp: /proc/self/status"
      let held = try inside(home, [], script).text
      #expect(held.contains("kcmp 1") && held.contains("trace 1") && !held.contains("set"))
      let freed = try inside(home, ["--degrade", "seccomp"], script).text
      #expect(freed.contains("kcmp 0") && freed.contains("trace 0"))
      #expect(freed.contains("set\nSeccomp:\t0"))
    }
  }

  /// On the host's own network an abstract socket of the host's can be reached: only Landlock keeps an
  /// agent from it.
  @Test func landlockAloneKeepsAnAgentFromAbstractSockets() throws {
    try TestHome.with { home throws in
      let name = "agentvm-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
      let listener = try AbstractSocket(name)
      defer { listener.close() }
      let script = """
        python3 -c '
        import socket, sys
        s = socket.socket(socket.AF_UNIX)
        try: s.connect("\\0" + sys.argv[1]); print("connected")
        except OSError as error: print(error.strerror)' \(name)
        """
      let held = try inside(home, ["--network", "host"], script).text
      #expect(held == "Operation not permitted\n" || !home.hasScopes, "\(held)")
      #expect(
        try inside(home, ["--network", "host", "--degrade", "landlock"], script).text
          == "connected\n")
      // And its own network keeps it from them as well.
      #expect(
        try inside(home, ["--network", "none", "--degrade", "landlock"], script).text
          == "Connection refused\n")
    }
  }

  @Test func limitsAloneStopProcesses() throws {
    try TestHome.with { home throws in
      let script = """
        exec python3 -c '
        import os
        children = []
        try:
            while len(children) < 40:
                child = os.fork()
                if child == 0: os.read(0, 1); os._exit(0)
                children.append(child)
        except OSError: pass
        print(len(children))
        for child in children: os.kill(child, 9)'
        """
      let held = try inside(home, ["--pids", "20", "--degrade", "cgroup"], script).text
      #expect((10..<20).contains(Int(held.dropLast()) ?? 0), "\(held)")
      let freed = try inside(
        home, ["--pids", "20", "--degrade", "cgroup", "--degrade", "limits"], script
      ).text
      #expect(freed == "40\n", "\(freed)")
    }
  }

  /// What all processes have together: two of 40 MB each are too much for 60.
  @Test(.enabled(if: getuid() == 0)) func theControlGroupAloneStopsMemoryOfManyProcesses() throws {
    try TestHome.with { home throws in
      // Who has it keeps it until the other has it, too, or has been ended; either may be the one that is.
      let script = """
        exec python3 -c '
        import os
        done, tell = os.pipe()
        hold, let_go = os.pipe()
        for child in range(2):
            if os.fork() == 0:
                os.close(let_go)
                held = b"x" * (40 << 20)
                os.write(tell, b"1")
                os.close(tell)
                os.read(hold, 1)
                os._exit(0)
        os.close(tell)
        while os.read(done, 1): pass
        os.close(let_go)
        print("lived", sum(os.wait()[1] == 0 for child in range(2)))'
        """
      let options = ["--memory", "60M"]
      let held = try inside(home, options, script).text
      let freed = try inside(home, options + ["--degrade", "cgroup"], script).text
      guard home.hasGroups else { return }
      #expect(["lived 0\n", "lived 1\n"].contains(held), "\(held)")
      #expect(freed == "lived 2\n", "\(freed)")
    }
  }

  @Test(.enabled(if: getuid() == 0)) func aShareOfAProcessorHolds() throws {
    try TestHome.with { home throws in
      guard home.hasGroups else { return }
      let script = """
        python3 -c '
        import time
        end = time.time() + 1.5
        while time.time() < end: pass
        print(int(time.process_time() * 100))'
        """
      let used = try inside(home, ["--cpus", "0.2"], script).text
      #expect((Int(used.dropLast()) ?? 1000) < 75, "\(used)")
    }
  }

  @Test(.enabled(if: getuid() != 0)) func whatThisHostCannotDoIsRefused() throws {
    try TestHome.with { home throws in
      let result = try home.run("run", "--sandbox", "paranoid", "--", "true")
      #expect(result.status == 1)
      #expect(
        result.errorText.contains(
          "agentvm: this host lacks a layer that level paranoid needs: 'cgroup'\n"
            + "try: agentvm check, or --degrade cgroup"))
      #expect(try home.run("list", "-q").text.isEmpty)
      #expect(
        try home.run("run", "--cpus", "1", "--", "true").errorText.contains("that --cpus needs"))
    }
  }

  @Test func whatIsDoneWithoutIsShown() throws {
    try TestHome.with { home throws in
      let spawned = try home.run(
        "spawn", "a", "--degrade", "seccomp", "--degrade", "landlock", "--no-wait", "--", "cat")
      #expect(spawned.text.contains("Sandbox:   bwrap, NO seccomp,landlock"))
      #expect(spawned.errorText.contains("its sandbox is without seccomp, landlock: 'a'"))
      #expect(try home.run("list").text.contains("bwrap, NO seccomp,landlock"))
      let info = try home.run("info", "a").text
      #expect(info.contains("bwrap, standard without seccomp, landlock"))
      #expect(info.contains("Layers        namespaces, limits, gate"))
      #expect(
        try home.run("list", "--json").text.contains(#""degraded":["seccomp","landlock"]"#))
      for verb in [["watch", "--once"], ["ps"], ["status"]] {
        #expect(try home.run(verb).text.contains("NO SECCOMP,LANDLOCK"), "\(verb)")
      }
      // A restart goes on as it was.
      #expect(try home.run("restart", "a").errorText.contains("is without seccomp, landlock"))
    }
  }

  /// The agent's changes lie beside the folder, and are gone with the next start; its HOME has none.
  @Test func aParanoidAgentChangesNothing() throws {
    try TestHome.with { home throws in
      try home.write("src/file", "old\n")
      try home.tool("/usr/bin/git", "-C", "src", "init", "-q")
      try home.tool("/usr/bin/git", "-C", "src", "add", "file")
      try home.tool(
        "/usr/bin/git", "-C", "src", "-c", "user.name=a", "-c", "user.email=a", "commit", "-qm", "m"
      )
      let command = "pwd; cat file; echo new >file; touch ~/left made; echo done; exec cat"
      let options = Self.paranoid + ["--in-place", "src"]
      _ = try home.run(
        ["spawn", "a"] + options + ["--no-wait", "--", "bash", "-c", command], directory: home.path)
      #expect(home.wait { home.log("a").contains("done") })
      #expect(home.log("a").contains("/workspace\r\nold"))
      #expect(home.read("src/file") == "old\n")
      #expect(!home.exists("src/made") && !home.exists("\(home.name)/homes/a/left"))
      let diff = try home.run("diff", "a").text
      #expect(diff.contains("-old") && diff.contains("+new") && diff.contains("?? made"), "\(diff)")
      #expect(home.read("\(home.name)/overlays/a/changes/file") == "new\n")
      // Its hooks have a pipe for what others have a socket for.
      _ = try home.run(
        "exec", "a", "--in", "--", "/run/agentvm/stage", "report", "Notification",
        #"{"message":"by the pipe"}"#)
      _ = try home.run("restart", "a")
      #expect(home.wait { home.log("a").contains("done") })
      #expect(home.log("a").contains("old") && home.read("src/file") == "old\n")
      _ = try home.run("kill", "a")
      _ = try home.run("clean", "--force")
      #expect(!home.exists("\(home.name)/overlays/a") && home.exists("src/file"))
    }
  }
}

extension TestHome {
  /// Whether the kernel's Landlock knows scopes.
  fileprivate var hasScopes: Bool {
    let text = (try? run("run", "--keep", "--name", "scopes", "--", "true"))?.text ?? ""
    guard let record = read("\(name)/state/scopes.run") else { return text.isEmpty }
    let line = record.split(separator: "\n").first { $0.hasPrefix("RUN_LANDLOCK=") }
    return (line?.split(separator: "=").last.flatMap { Int($0) } ?? 0) >= 6
  }

  /// Whether this caller can make control groups here.
  fileprivate var hasGroups: Bool {
    (try? run("run", "--sandbox", "paranoid", "--", "true"))?.status == 0
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(_ text: String) -> Int {
    split(separator: "\n").count { $0 == text }
  }
}

/// A socket with a name that is in no folder, and that listens.
private struct AbstractSocket {
  private let descriptor: Int32

  init(_ name: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = [0] + Array(name.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    try #require(isBound == 0 && listen(descriptor, 8) == 0)
  }

  func close() { Glibc.close(descriptor) }
}
