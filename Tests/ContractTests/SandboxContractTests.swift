import AgentvmTestSupport
import Glibc
import Host
import Testing

/// The real bwrap, tmux and kernel under a real agent. The probes run inside a sandbox of ours, and
/// refuse to run anywhere else.
@Suite struct SandboxContractTests {
  private static let guardLine =
    "[ -n \"$AGENTVM_AGENT\" ] && [ \"$(hostname 2>/dev/null || cat /proc/sys/kernel/hostname)\" = agentvm ] || exit 99\n"

  private func inside(_ home: TestHome, _ script: String) throws -> Completion {
    try home.run(["run", "--", "bash", "-c", Self.guardLine + script])
  }

  @Test func theHostIsOutOfSight() throws {
    try TestHome.with { home throws in
      try home.write("secret", "host secret")
      let result = try inside(
        home,
        """
        cat \(home.path)/secret; ls \(home.root)/state; ls /root; ls /home
        id -u; cat /proc/sys/kernel/hostname; ls /proc | grep -c '^[0-9]*$'
        """)
      #expect(!result.text.contains("host secret"))
      #expect(result.text.contains("agent\n1000\nagentvm\n"))
    }
  }

  @Test func theEnvironmentHoldsNothingOfTheCallers() throws {
    try TestHome.with { home throws in
      let result = try home.run(
        ["run", "--", "bash", "-c", "env; tr '\\0' '\\n' </proc/1/environ; ls /proc/1/fd"],
        input: "", ["SECRET_TOKEN": "sesame", "TMUX": "/x"])
      #expect(!result.text.contains("sesame"))
      #expect(!result.text.contains("TMUX"))
      #expect(result.text.contains("AGENTVM_AGENT="))
    }
  }

  @Test func whatIsRefused() throws {
    try TestHome.with { home throws in
      let result = try inside(
        home,
        """
        try() { "$@" >/dev/null 2>&1 && echo "DONE: $*"; }
        try touch /usr/x /etc/x /x /dev/x /run/agentvm/x
        try mount -t tmpfs none /tmp
        try unshare -Ur true
        try chmod u+s /tmp
        try mknod /tmp/d b 254 0
        try dmesg
        try ln /usr/bin/env h
        try bash -c 'echo 1 > /proc/sys/vm/swappiness'
        try cat /proc/1/environ
        touch w && echo "workspace is writable"
        grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status
        ulimit -u
        """)
      #expect(!result.text.contains("DONE:"), "\(result.text)")
      #expect(result.text.contains("workspace is writable"))
      #expect(result.text.contains("CapEff:\t0000000000000000"))
      #expect(result.text.contains("NoNewPrivs:\t1"))
      #expect(result.text.contains("Seccomp:\t2"))
      #expect(result.text.contains("\n512\n"))
    }
  }

  @Test func limitsHold() throws {
    try TestHome.with { home throws in
      let result = try inside(
        home,
        """
        head -c 1200M /dev/zero >/tmp/big 2>/dev/null || echo "tmp is full"
        sh -c 'i=0; while [ $i -lt 600 ]; do (read line </dev/tty) & i=$((i+1)); done' 2>/dev/null
        set -- /proc/[0-9]*
        echo $#
        exit 0
        """)
      #expect(result.text.contains("tmp is full"))
      let processes = result.text.split(separator: "\n").compactMap { Int($0) }.last ?? 0
      #expect((400...514).contains(processes), "\(result.text)")
    }
  }

  @Test func agentsOfARootCallerHaveUidsOfTheirOwn() throws {
    guard geteuid() == 0 else { return }
    try TestHome.with { home throws in
      try home.run("spawn", "a", "--", "cat")
      try home.run("spawn", "b", "--", "cat")
      let first = try home.run("info", "a").text
      let second = try home.run("info", "b").text
      let uid = { (text: String) in
        text.split(separator: "\n").first { $0.contains("Uid") }.map(String.init)
      }
      #expect(uid(first) != nil)
      #expect(uid(first) != uid(second))
      #expect(home.read(".agentvm/state/a.env")?.contains("AGENT_UID=") == true)
    }
  }

  @Test func theDoorIsThere() throws {
    try TestHome.with { home throws in
      let result = try inside(
        home,
        "[ -S /run/agentvm/door ] && echo open; rm -f /run/agentvm/door; [ -S /run/agentvm/door ] && echo still"
      )
      #expect(result.text.contains("open\n"))
      #expect(result.text.contains("still\n"))
    }
  }

  @Test func withoutBubblewrapNothingStarts() throws {
    try TestHome.with { home throws in
      try home.write("bin/tmux", "#!/bin/sh\nexec /usr/bin/tmux \"$@\"\n", permissions: 0o755)
      // bwrap is looked for in the system's folders too, so it is a broken one that is found first.
      try home.write(
        "bin/bwrap", "#!/bin/sh\necho 'bwrap: no permission' >&2\nexit 1\n", permissions: 0o755)
      try home.tool("/bin/chmod", "0755", home.path)
      let result = try home.run(
        ["spawn", "a", "--", "true"], input: "", ["PATH": "\(home.path)/bin:/usr/bin:/bin"])
      #expect(result.status == 1)
      #expect(
        String(decoding: result.errors, as: UTF8.self).contains("does not let bwrap make a sandbox")
      )
      #expect(!home.exists(".agentvm/workspaces/a"))
      #expect(!home.exists(".agentvm/state/a.env"))
    }
  }
}
