import AgentvmTestSupport
import Foundation
import Host
import LinuxHost
import Testing

/// What goes wrong around an agent: it fails closed, and nobody else is hurt.
@Suite struct FaultTests {
  /// Messages of every kind, damaged, to a living supervisor's own socket, and reports to its door.
  @Test func aSupervisorOutlivesWhatItIsSent() throws {
    try TestHome.with { home throws in
      _ = try home.run("spawn", "a", "--no-wait", "--", "cat")
      // Each is a connection of its own: a million is for those who ask for it.
      let count = Damage.count < 1_000_000 ? Damage.count / 10 : Damage.count
      try home.write(
        "fuzz.py",
        """
        import os, random, socket, sys
        seeds = [b"x", b"e", b"s", b"p60", b"na.example:443", b"r" + b"a\\0/x\\0/y\\0/z\\0", b"Stop\\0done", b""]
        def damaged():
            data = bytearray(random.choice(seeds))
            for _ in range(random.randrange(8)):
                data.insert(random.randrange(len(data) + 1), random.randrange(256))
            return bytes(data[:random.randrange(len(data) + 1)]) if random.random() < 0.3 else bytes(data)
        for number in range(int(sys.argv[2])):
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
                s.connect(sys.argv[1])
                data = damaged()
                # A new name is a message like any other, and would be taken.
                if data[:1] == b"r": data = b"R" + data[1:]
                fds = [0] * random.randrange(5) if random.random() < 0.2 else []
                try:
                    if fds: socket.send_fds(s, [data or b"x"], fds)
                    else: s.send(data)
                    if random.random() < 0.5: s.recv(4096)
                except OSError: pass
        """)
      let result = try home.tool(
        "/usr/bin/python3", "fuzz.py", "\(home.root)/run/a.sock", String(count))
      #expect(result.status == 0, "\(result.errorText)")
      #expect(try home.run("exec", "--in", "a", "--", "echo", "well").text == "well\n")
      #expect(try home.run("status", "a").status == 0)
    }
  }

  /// A gate that is killed lets nothing through, and nothing else ends.
  @Test func withoutItsGateAnAgentReachesNothing() throws {
    try TestHome.with { home throws in
      let result = try NetworkLab(home).run(
        """
        "$agentvm" spawn a --no-wait --allow ok.example.com -- cat >&2
        "$agentvm" spawn b --no-wait --allow ok.example.com -- cat >&2
        ask() { "$agentvm" exec --in $1 -- curl -sS -k -m 5 https://ok.example.com/ 2>&1; }
        ask a
        kill -9 "$(gate a)"
        ask a; echo "status $?"
        "$agentvm" exec --in a -- echo "it lives"
        "$agentvm" info a | grep -o "gate (ended.*)"
        "$agentvm" network a | grep -o "a reaches nothing"
        "$agentvm" allow a also.example.com 2>&1
        ask b
        """)
      #expect(
        result.text.contains(
          """
          gate (ended: nothing gets out)
          a reaches nothing
          agentvm: the agent's network gate has ended: nothing gets out: 'a'
          try: agentvm restart a

          """), "\(result.text)")
      let lines = result.text.split(separator: "\n").map(String.init)
      #expect(lines.first == "hello from 93.184.216.34", "\(result.text) \(result.errorText)")
      #expect(lines.last == "hello from 93.184.216.34")
      #expect(lines.contains("it lives") && !lines.contains("status 0"))
      #expect(lines.count { $0.hasPrefix("hello") } == 2)
    }
  }

  /// A name server that says nothing, or nonsense: an error that names the host, and no waiting without end.
  @Test func aBrokenResolverIsAnError() throws {
    try TestHome.with { home throws in
      let result = try NetworkLab(home).run(
        """
        python3 - "$HOME" <<'end' & R=$!
        import os, socket, sys
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("10.0.0.5", 53))
        open(sys.argv[1] + "/bound", "w").close()
        while True:
            data, who = s.recvfrom(4096)
            s.sendto(os.urandom(40), who); s.sendto(data[:2] + b"\\x81\\x80" + b"\\xff" * 30, who)
        end
        until [ -e "$HOME/bound" ]; do sleep 0.05; done
        echo "nameserver 10.0.0.5" >"$lab/resolv.conf"
        "$agentvm" run --allow ok.example.com -- curl -sS -m 40 https://ok.example.com/; echo "status $?"
        kill $R
        """)
      #expect(
        result.text.contains("ok.example.com") || result.text.contains("curl:"), "\(result.text)")
      #expect(!result.text.contains("hello") && !result.text.contains("status 0"))
    }
  }

  /// A full `/tmp`, a bomb of forks and one of memory are the agent's own affair.
  @Test func bombsStayInside() throws {
    try TestHome.with { home throws in
      _ = try home.run("spawn", "other", "--no-wait", "--", "cat")
      let bomb = """
        head -c 2G /dev/zero >/tmp/full 2>/dev/null; echo tmp $?
        python3 - <<'end'
        import os
        count = 0
        try:
            while count < 5000:
                if os.fork() == 0: os.read(0, 1); os._exit(0)
                count += 1
        except OSError as error: print("forks", error.strerror, count < 520)
        end
        """
      let result = try home.run("run", "--", "bash", "-c", bomb)
      #expect(result.text.contains("tmp 1\n"), "\(result.text)")
      let eater = "python3 -c 'x = b\"x\" * (1 << 30); print(\"had it\")'"
      let eaten = try home.run("run", "--memory", "256M", "--", "bash", "-c", "\(eater); exit $?")
      #expect(eaten.status != 0 && !eaten.text.contains("had it"), "\(eaten.text)")
      #expect(result.text.contains("forks Resource temporarily unavailable True"))
      #expect(try home.run("exec", "--in", "other", "--", "echo", "unhurt").text == "unhurt\n")
    }
  }

  /// A local repository that is cloned shares nothing with the copy that the agent writes.
  @Test func aLocalSourceIsUnharmed() throws {
    try TestHome.with { home throws in
      let git = "git -c user.name=a -c user.email=a@b -c init.defaultBranch=main"
      let prepared = try home.tool(
        "/bin/sh", "-c",
        """
        mkdir src && cd src && \(git) init -q && echo one >file && \(git) add file && \(git) commit -qm m
        """)
      #expect(prepared.status == 0, "\(prepared.errorText)")
      let command = """
        find .git -type f -links +1; cat .git/objects/info/alternates 2>/dev/null
        find .git/objects -type f -exec sh -c 'chmod u+w "$1"; echo x >"$1"' - {} \\;; echo done
        """
      let result = try home.run("run", "--from-git", "\(home.path)/src", "--", "sh", "-c", command)
      #expect(result.status == 1 || result.text == "done\n")
      _ = try home.run(
        "spawn", "a", "--from-git", "\(home.path)/src", "--no-wait", "--", "sh", "-c", command)
      #expect(home.wait { home.log("a").contains("done") })
      #expect(home.log("a") == "done\r\n", "\(home.log("a"))")
      #expect(try home.tool("/usr/bin/git", "-C", "src", "fsck", "--strict").status == 0)
      #expect(try home.tool("/usr/bin/git", "-C", "src", "show", "HEAD:file").text == "one\n")
    }
  }
}
