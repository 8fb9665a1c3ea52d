import AgentvmTestSupport
import Glibc
import LinuxHost
import Testing

/// Files with secrets in a workspace: the agent sees them empty, whatever way it takes to them.
@Suite struct WorkspaceSecretTests {
  private static let secret = "TOKEN=sk-ant-not-a-real-key"

  private func prepare(_ home: TestHome) throws {
    try home.write("src/.env", "\(Self.secret)\n")
    try home.write("src/sub/.env.local", "OTHER=\(Self.secret)\n")
    try home.write("src/.env.example", "TOKEN=\n")
    try home.write("src/main.py", "print(1)\n")
    try home.tool("/bin/ln", "src/.env", "src/notes.txt")
    try home.tool("/bin/ln", "-s", ".env", "src/link")
  }

  @Test func itSeesThemEmpty() throws {
    try TestHome.with { home throws in
      try prepare(home)
      let spawned = try home.run(
        "spawn", "a", "--from-dir", "\(home.path)/src", "--", "bash", "-c",
        """
        grep -rs not-a-real-key . && echo found
        python3 -c 'print(len(open(".env").read()))'
        cat link /proc/self/cwd/.env ../a/.env notes.txt
        (echo x >.env) 2>/dev/null && echo written
        mv .env elsewhere 2>/dev/null && echo moved
        rm -f .env 2>/dev/null && echo removed
        mv sub other && cat other/.env.local && mv other sub
        ln .env second 2>/dev/null && cat second
        cat .env.example main.py
        echo SELF=1 >own.env; cat own.env
        echo over; exec sleep 100
        """)
      #expect(
        spawned.errorText.contains(
          "it sees these files empty, for they may hold secrets: .env, notes.txt, sub/.env.local"))
      #expect(home.wait { home.log("a").contains("over") })
      let log = home.log("a")
      #expect(!log.contains("not-a-real-key") && log.contains("0\r\n"))
      for word in ["found", "written", "moved", "removed"] { #expect(!log.contains(word)) }
      #expect(log.contains("TOKEN=\r\n") && log.contains("print(1)") && log.contains("SELF=1"))
      // Further commands in its sandbox see no more.
      let inside = try home.run("exec", "--in", "a", "--", "cat", ".env", "notes.txt")
      #expect(inside.text == "" && inside.status == 0)
      #expect(try home.run("info", "a").text.contains("Seen empty"))
      // The files are as they were.
      #expect(home.read("src/.env") == "\(Self.secret)\n")
      #expect(home.read("\(home.name)/workspaces/a/.env") == "\(Self.secret)\n")
      // Again after a restart; what it has made itself is its own.
      try home.run("restart", "a")
      #expect(home.wait { home.log("a").contains("over") })
      #expect(!home.log("a").contains("not-a-real-key"))
      #expect(try home.run("exec", "--in", "a", "--", "cat", "own.env").text == "SELF=1\n")
    }
  }

  /// What it hides from its owner, or puts where git keeps its own, or has a second name for.
  @Test func nothingIsHiddenFromTheNextStart() throws {
    try TestHome.with { home throws in
      try home.write("src/one/.env", "A=secret-one\n")
      try home.write("src/two/.env", "A=secret-two\n")
      try home.write("src/three/.env", "A=secret-three\n")
      try home.write("src/caf\u{e9}/.env", "A=secret-four\n")
      try home.write("src/conf/production", "A=secret-five\n")
      try home.tool("/bin/ln", "-s", "conf/production", "src/.env")
      let script = #"""
        cd src; git init -q; git config user.name a; git config user.email a@b; git commit -q --allow-empty -m x
        git branch test.env
        "$0" here -- bash -c 'cat conf/production; chmod 000 one; mkdir x; mv two x/.git; mv three .git/refs/three; \
          mv café $(printf "cafe\314\201")'
        "$0" here -- bash -c 'chmod 755 one; cat one/.env x/.git/.env .git/refs/three/.env caf*/.env conf/production
          git rev-parse --verify -q test.env >/dev/null && echo branch'
        chmod 755 one
        "$0" spawn a --no-wait --in-place . -- bash -c 'mv one b2; exec cat'
        until [ -e b2 ]; do sleep 0.05; done
        "$0" clone a b; "$0" restart b; "$0" exec --in b -- cat b2/.env x/.git/.env; echo "status $?"
        """#
      let result = try home.tool(
        "/usr/bin/timeout", "60", "/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      #expect(!result.text.contains("secret-"), "\(result.text) \(result.errorText)")
      #expect(result.text.hasSuffix("status 0\n"), "\(result.text) \(result.errorText)")
      // Nobody but root can mount anything in a folder that is closed.
      #expect(
        getuid() == 0
          ? result.text.contains("branch\n")
          : result.errorText.contains("can't be kept from the agent: 'one/.env'"),
        "\(result.text) \(result.errorText)")
    }
  }

  /// However it moves them about, and under whatever name it goes on.
  @Test func aMoveShowsNothingAtTheNextStart() throws {
    try TestHome.with { home throws in
      try prepare(home)
      try home.run(
        "spawn", "a", "--from-dir", "\(home.path)/src", "--", "bash", "-c",
        "cat sub/.env.local deep/x/.env.local; mkdir -p deep; mv sub deep/x; ln -s deep/x sub; echo over"
      )
      #expect(home.wait { home.log("a").contains("over") })
      try home.run("wait", "a")
      try home.run("restart", "a")
      try home.run("wait", "a")
      #expect(home.log("a").contains("over") && !home.log("a").contains("not-a-real-key"))
      try home.run("clone", "a", "b")
      try home.run("rename", "a", "c")
      for name in ["b", "c"] {
        try home.run("restart", name)
        try home.run("wait", name)
        #expect(home.log(name).contains("over") && !home.log(name).contains("not-a-real-key"))
      }
    }
  }

  @Test func whatCanNotBeMaskedIsRefused() throws {
    try TestHome.with { home throws in
      try home.tool("/bin/bash", "-c", "mkdir src; printf KEY=x >src/$'bad\\xff.env'")
      let result = try home.run("spawn", "a", "--from-dir", "\(home.path)/src", "--", "true")
      #expect(result.status == 1)
      #expect(result.errorText.contains("can't be kept from the agent"))
      #expect(try home.run("list", "-q").text == "")
    }
  }

  @Test func theyCanBeShown() throws {
    try TestHome.with { home throws in
      try prepare(home)
      try home.run(
        "spawn", "a", "--from-dir", "\(home.path)/src", "--show-env-files", "--", "cat", ".env")
      #expect(home.wait { home.log("a").contains("not-a-real-key") })
    }
  }

  /// What an agent leaves in the place of such a file is neither followed nor a reason not to start.
  @Test func aLinkInItsPlaceLeadsNowhere() throws {
    try TestHome.with { home throws in
      try prepare(home)
      try home.run(
        "spawn", "a", "--from-dir", "\(home.path)/src", "--", "bash", "-c", "mv sub gone; echo over"
      )
      #expect(home.wait { home.log("a").contains("over") })
      try home.run("wait", "a")
      try home.tool("/bin/ln", "-s", "/etc", "\(home.root)/workspaces/a/sub")
      #expect(try home.run("restart", "a").status == 0)
      #expect(home.wait { home.log("a").contains("over") })
    }
  }
}
