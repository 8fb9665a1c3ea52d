import AgentvmTestSupport
import Glibc
import Host
import LinuxHost
import Testing

/// Agents on the user's own folder: `--in-place` and `here`.
@Suite struct InPlaceTests {
  /// A repository below HOME.
  private func repository(_ home: TestHome) throws {
    try home.write("src/file", "one\n")
    for words in [["init", "-q"], ["add", "file"], ["commit", "-qm", "first"]] {
      let identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
      _ = try LinuxProcesses(environment: [:]).run(
        Invocation(
          "/usr/bin/git", ["-C", "\(home.path)/src"] + identity + words,
          environment: ["HOME=\(home.path)", "PATH=/usr/bin:/bin"]))
    }
  }

  @discardableResult
  private func here(_ home: TestHome, _ words: [String], input: String = "") throws -> Completion {
    try home.run(["here"] + words, input: input, directory: "\(home.path)/src")
  }

  @Test func hereWorksInTheFolderAndLeavesNothingElse() throws {
    try TestHome.with { home throws in
      try repository(home)
      let result = try here(
        home, ["--", "bash", "-c", "pwd; cat; echo two >>file; touch ~/x; echo wrong >&2; exit 7"],
        input: "typed\n")
      #expect(result.status == 7)
      #expect(result.text == "\(home.path)/src\ntyped\n")
      #expect(result.errorText == "wrong\n")
      #expect(home.read("src/file") == "one\ntwo\n")
      #expect(try home.run("list", "-q").text.isEmpty)
      for folder in ["homes", "workspaces", "overlays"] {
        let path = "\(home.root)/\(folder)"
        #expect(((try? LinuxFiles().list(path)) ?? []).isEmpty)
      }
      #expect(try here(home, ["--", "no-such-command"]).status == 127)
      #expect(try here(home, ["--", "bash", "-c", "kill -9 $$"]).status == 137)
      #expect(try here(home, ["--timeout", "1", "--", "sleep", "100"]).status == 124)
    }
  }

  /// What git on the host would run can't be written, moved away or replaced; everything else works.
  @Test func theRepositoryIsGuarded() throws {
    try TestHome.with { home throws in
      try repository(home)
      let before = home.read("src/.git/config")
      let result = try here(
        home,
        [
          "--", "bash", "-c",
          """
          try() { "$@" 2>/dev/null && echo "DONE: $*"; }
          try mv .git aside; try rm -rf .git/config; try rm -rf .git/hooks
          try bash -c 'echo "[core] fsmonitor = touch $PWD/ran" >>.git/config'
          try git config core.fsmonitor "touch $PWD/ran"
          try bash -c 'echo "touch ran" >.git/hooks/post-commit'
          try ln -s /tmp .git/hooks/x; try mv .git/config .git/c; try mkdir .git/info/x
          echo three >>file; git add file
          git -c user.name=a -c user.email=a@b commit -qm second && git log --oneline | wc -l
          git checkout -q -b other && git stash list && git status --short
          """,
        ])
      #expect(result.text == "2\n", "\(result.text) \(result.errorText)")
      #expect(home.read("src/.git/config") == before)
      #expect(!home.exists("src/ran"))
      #expect(
        try home.tool("/usr/bin/git", "-C", "src", "log", "--oneline", "other").status == 0)
    }
  }

  /// So are those below it; what can't be guarded is told of, and nothing else is.
  @Test func whatGitWouldHeedIsGuardedOrTold() throws {
    try TestHome.with { home throws in
      try repository(home)
      for words in [
        ["init", "-q", "src/a/b"], ["init", "-q", "--bare", "src/c.git"],
        ["-C", "src", "config", "core.hooksPath", "./.hooks/"],
      ] {
        _ = try LinuxProcesses(environment: [:]).run(
          Invocation("/usr/bin/git", words, directory: home.path))
      }
      try home.write("src/.hooks/pre-commit", "#!/bin/sh\n")
      let quiet = try here(
        home,
        [
          "--", "bash", "-c",
          """
          try() { "$@" 2>/dev/null && echo "DONE: $*"; }
          try mv a/b/.git a/b/x; try git -C a/b config core.fsmonitor x; try touch a/b/.git/hooks/x
          try touch c.git/hooks/x; try git -C c.git config core.pager x; try mv c.git x
          cd a/b && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x && git log --oneline | wc -l
          """,
        ])
      #expect(quiet.text == "1\n" && quiet.errorText.isEmpty, "\(quiet.text) \(quiet.errorText)")
      for name in ["modules", "worktrees", "config.worktree", "commondir"] {
        #expect(!home.exists("src/.git/\(name)"))
      }
      let told = try here(
        home,
        [
          "--", "bash", "-c",
          """
          git init -q new; echo . >.git/commondir; ln -s x .git/y; mkdir .git/rebase-merge
          mkdir d d/objects d/refs; touch d/HEAD; echo x >>.hooks/pre-commit; touch .hooks/$'e\\e[m'
          """,
        ])
      #expect(
        told.errorText
          == "warn: look before you use git there, it would heed: 'd', '.git/commondir', "
          + "'.git/rebase-merge', '.git/y', '.hooks/e\u{FFFD}[m', '.hooks/pre-commit', 'new/.git'\n"
      )
      let spawned = try home.run(
        [
          "spawn", "a", "--in-place", "src", "--no-wait", "--", "bash", "-c",
          "git init -q late; exec cat",
        ],
        directory: home.path)
      #expect(spawned.status == 0, "\(spawned.errorText)")
      #expect(home.wait { home.exists("src/late/.git/config") })
      #expect(try home.run("info", "a").text.contains("would heed: 'late/.git'"))
      #expect(try home.run("diff", "a").errorText.contains("would heed: 'late/.git'"))
      // A restart forgets nothing.
      _ = try home.run("restart", "a")
      #expect(try home.run("info", "a").text.contains("would heed: 'late/.git'"))
    }
  }

  /// What was there before under another name, or was another thing, is told like what is new.
  @Test func whatIsMovedOrChangedIsTold() throws {
    try TestHome.with { home throws in
      try repository(home)
      let before = """
        cd src && git config core.hooksPath tools/hooks && mkdir -p docs/x sub tools/hooks old .git/rebase-merge
        touch docs/HEAD old/run tools/hooks/pre-commit .git/rebase-merge/git-rebase-todo .git/description
        git init -q far && git -C far config core.hooksPath "$PWD/far/hooks"
        ln -s ../../tools/script .git/hooks/pre-push; touch tools/script
        """
      try home.tool("/bin/sh", "-c", before)
      let usual = """
        git add . ; git -c user.name=a -c user.email=a@b commit -qm x; git checkout -qb other; git stash -q
        git merge -q main 2>&1; git gc -q 2>/dev/null; git branch -D main; echo x >docs/y; rm -rf sub; mkdir sub
        """
      let quiet = try here(home, ["--", "sh", "-c", usual]).errorText
      #expect(!quiet.contains("look before"), "\(quiet)")
      for (command, told) in [
        ("mv .git/description .git/commondir", "'.git/commondir'"),
        ("rm .git/commondir; mv docs sub/.git", "'sub/.git'"),
        (
          "mv sub/.git docs; echo exec x >>.git/rebase-merge/git-rebase-todo",
          "rebase-merge/git-rebase-todo'"
        ),
        ("mv tools t2; ln -s t2 tools", "'tools'"),
        ("rm tools; mv t2 tools; mv tools/hooks h; mv old tools/hooks", "'tools'"),
        ("mkdir e; touch HEAD e/config; echo e >commondir", "'.'"),
        ("mkdir far/hooks; touch far/hooks/pre-commit", "'far/hooks'"),
        ("echo x >tools/script", "'tools/script'"),
        (
          "mkdir -p .git/modules/x .git/remotes; touch .git/remotes/origin",
          "'.git/modules', '.git/remotes'"
        ),
        ("git init -q \"q', 'z\"", #"'q\', \'z/.git'"#),
      ] {
        let text = try here(home, ["--", "sh", "-c", command]).errorText
        #expect(text.contains(told), "\(command): \(text)")
      }
      // What an agent has left is neither read through links and devices nor waited for.
      let trap =
        "git init -q trap; git -C trap config include.path ../../pipe; mkfifo pipe; echo x >>trap/.git/config"
      _ = try here(home, ["--", "sh", "-c", trap])
      #expect(try here(home, ["--timeout", "15", "--", "true"]).status == 0)
      if getuid() != 0 {
        let hidden = try here(home, ["--", "sh", "-c", "mkdir h2; git init -q h2/x; chmod 311 h2"])
        #expect(hidden.errorText.contains("'h2'"), "\(hidden.errorText)")
        try home.tool("/bin/chmod", "755", "src/h2")
      }
    }
  }

  /// A terminal for what is typed and seen; gives up with what it has seen.
  private static let terminal = #"""
    import faulthandler, os, pty, select, sys, time
    faulthandler.dump_traceback_later(100, exit=True)
    agentvm = sys.argv[1].encode()
    class Terminal:
        def __init__(self, *argv):
            self.seen = b""
            pid, self.descriptor = pty.fork()
            if pid == 0:
                os.chdir(os.environ["HOME"] + "/src")
                os.environ["PS1"] = "% "
                os.execv(argv[0], argv)
        def type(self, text): os.write(self.descriptor, text)
        def read(self, seconds):
            if not select.select([self.descriptor], [], [], seconds)[0]: return False
            try: self.seen += os.read(self.descriptor, 65536)
            except OSError: raise Exception(f"it has ended: {self.seen}")
            return True
        def until(self, *texts):
            for text in texts:
                end = time.time() + 20
                while text not in self.seen:
                    if time.time() > end: raise Exception(f"no {text} in {self.seen}")
                    self.read(0.1)
                self.seen = self.seen[self.seen.index(text) + len(text):]
        def end(self):
            """Waits until nobody has the terminal any more: the folder is one agent's at a time."""
            try:
                while os.read(self.descriptor, 65536): pass
            except OSError: pass
        def ask(self, text):
            """What the shell tells before a prompt, once there is something to tell."""
            end = time.time() + 20
            while text not in self.seen and time.time() < end:
                self.type(b"\n")
                while self.read(0.2): pass
            self.until(text)

    """#

  private func drive(_ home: TestHome, _ script: String) throws {
    try repository(home)
    try home.write("drive.py", Self.terminal + script + "\nprint('all well')\n")
    let result = try home.tool(
      "/usr/bin/python3", "\(home.path)/drive.py", "\(TestHome.programs)/agentvm")
    #expect(result.text == "all well\n", "\(result.text) \(result.errorText)")
  }

  /// A shell behind a terminal of its own: it is the terminal's, and the caller's again afterwards.
  @Test func hereHasTheTerminal() throws {
    try TestHome.with { home throws in
      try drive(
        home,
        #"""
        caller = b'"$0" here -- bash --norc -i; echo "ended $?"; read line; echo "caller $line"'
        t = Terminal(b"/bin/bash", b"--norc", b"-c", caller, agentvm)
        t.until(b"$ ")
        # The first line is the echo of what was typed.
        t.type(b"sh -c 'echo u\"\"p; exec sleep 100'\n"); t.until(b"up\r\n"); t.type(b"\x03")
        t.type(b"echo a$((1+1))b\n"); t.until(b"a2b\r\n")
        t.type(b"sh -c 'echo u\"\"p; exec sleep 100'\n"); t.until(b"up\r\n"); t.type(b"\x1a"); t.until(b"Stopped")
        t.type(b"kill -9 %1; disown -a; exit 5\n"); t.until(b"ended 5")
        t.type(b"again\n"); t.until(b"caller again")
        """#)
    }
  }

  /// Stopped, continued, brought to the front before it has stopped, and without anybody who could.
  @Test func hereIsAJobOfItsCallersShell() throws {
    try TestHome.with { home throws in
      try drive(
        home,
        #"""
        t = Terminal(b"/bin/bash", b"--norc", b"--noediting", b"-i")
        words, job = 0, b"here -- cat\r\n"
        cat = b'"' + agentvm + b'" here -- cat'
        def answers():
            """cat says again what the terminal has echoed."""
            global words
            words += 1
            word = b"w%dw" % words
            t.type(word + b"\n")
            t.until(word + b"\r\n" + word + b"\r\n")
        def is_back():
            t.until(b"% ")
            t.type(b"echo a$((1+1))b\n")
            t.until(b"a2b\r\n", b"% ")
        t.until(b"% ")
        t.type(cat + b"\n")
        answers()
        for wait in [(), (b"% ",)] * 3:
            t.type(b"\x1a")
            t.until(b"Stopped", job, *wait)
            t.type(b"fg\n")
            t.until(job)
            answers()
        t.type(b"\x03")
        is_back()
        t.type(cat + b" &\n")
        t.ask(b"Stopped")
        t.until(job)
        t.type(b"fg\n")
        t.until(job)
        answers()
        t.type(b"\x1a")
        t.until(b"Stopped", job, b"% ")
        t.type(b"bg\n")
        t.until(b"cat &\r\n")
        t.ask(b"Stopped")
        t.until(job)
        t.type(b"fg\n")
        t.until(job)
        answers()
        t.type(b"\x04")
        is_back()
        for pause in range(4):
            t.type(cat + b" &\nfg\n")
            t.until(job)
            time.sleep(pause / 10)
            answers()
            t.type(b"\x04")
            is_back()
        t = Terminal(agentvm, b"here", b"--", b"sh", b"-c", b"kill -TSTP $$; kill -STOP $$; echo went on")
        t.until(b"went on")
        t.end()
        # A program that is no shell waits for it, and has its say.
        waiting = b'timeout 2 "$0" here -- sh -c "kill -STOP \\$\\$; echo never"; echo "after $?"'
        t = Terminal(b"/bin/bash", b"-c", waiting, agentvm)
        t.until(b"after 124")
        """#)
    }
  }

  /// The mounts on git's settings and on secrets go when somebody outside puts other files there.
  @Test func whatIsReplacedOutsideStaysGuarded() throws {
    try TestHome.with { home throws in
      try repository(home)
      try home.write("src/.env", "A=old-secret\n")
      let script = #"""
        cd src; ended() { until ! [ -e .git/config.lock ]; do sleep 0.05; done; echo "unlocked"; }
        inside() { "$0" exec --in a -- sh -c 'echo x >>.git/config; echo x >.git/hooks/x; cat .env; echo over' 2>&1; }
        "$0" spawn a --no-wait --in-place . -- cat
        git remote add x https://example.com; echo "git $?"
        "$0" exec --in a -- sh -c 'rm -f .git/config.lock; mv .git/config.lock x; git commit -q --allow-empty -m x && echo committed'
        cp .git/config new; mv new .git/config
        echo A=new-secret >new; mv new .env
        rm -r .git/hooks; mkdir .git/hooks
        until inside | grep -v Read-only | tr '\n' ' ' | grep -qx 'over '; do sleep 0.05; done; inside | grep -c Read-only
        "$0" info a | grep heed
        "$0" kill a >/dev/null; ended
        "$0" restart a >/dev/null; kill -9 $("$0" info a | sed -n 's/^ *PID *//p'); ended
        git remote add x https://example.com; echo "git $?"
        echo 'agentvm: left by a crash' >.git/config.lock
        "$0" here -- test -e .git/config.lock; echo "here $?"; ended
        echo somebodys >.git/config.lock
        "$0" here -- test -e .git/config.lock; echo "here $?"; cat .git/config.lock
        """#
      let result = try home.tool(
        "/usr/bin/timeout", "60", "/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      let lines = result.text.split(separator: "\n").filter {
        !$0.contains("agent") && !$0.hasPrefix(" ")
      }
      #expect(
        lines == [
          "==> started a", "git 128", "committed", "2", "unlocked", "unlocked", "git 0", "here 0",
          "unlocked",
          "here 0",
          "somebodys",
        ], "\(result.text) \(result.errorText)")
    }
  }

  /// Settings that came from outside while it worked, and that it may have written before they were guarded.
  @Test func settingsThatCameMeanwhileAreToldOf() throws {
    try TestHome.with { home throws in
      try repository(home)
      let script = #"""
        cd src
        "$0" here -- sh -c 'echo ready >../home-is-elsewhere 2>/dev/null; touch ready; until [ -e go ]; do sleep 0.05; done' &
        until [ -e ready ]; do sleep 0.05; done
        cp .git/config new; printf '[remote "y"]\n\turl = https://example.com\n' >>new; mv new .git/config
        touch go; wait; echo "one"
        rm ready go
        "$0" here -- sh -c 'touch ready; until [ -e go ]; do sleep 0.05; done' &
        until [ -e ready ]; do sleep 0.05; done
        cp .git/config new; printf '[core]\n\tfsmonitor = touch ran\n' >>new; mv new .git/config
        touch go; wait
        """#
      let result = try home.tool(
        "/usr/bin/timeout", "60", "/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      #expect(result.errorText.contains("'.git/config'"), "\(result.errorText)")
      #expect(
        result.errorText.split(separator: "\n").filter { $0.contains("heed") }.count == 1,
        "\(result.errorText)")
    }
  }

  /// Git's lock on its settings is mounted as what it is: a link in its place would show what it leads to.
  @Test func aLinkInThePlaceOfALockIsNotMounted() throws {
    try TestHome.with { home throws in
      try repository(home)
      try home.write("notes", "private\n")
      try home.write("src/x/HEAD", "ref: refs/heads/main\n")
      try home.write("src/x/objects/.keep", "")
      try home.write("src/x/refs/.keep", "")
      try home.write("src/x/config", "")
      let script = #"""
        cd src; git init -q sub; ln -s ../../../notes sub/.git/config.lock; ln -s ../.. x/config.lock
        "$0" here -- sh -c 'cat sub/.git/config.lock x/config.lock/notes ../notes; echo over'
        ln -s ../../notes .git/config.lock; "$0" here -- true; echo "status $?"
        """#
      let result = try home.tool("/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      #expect(result.text == "over\nstatus 1\n", "\(result.text) \(result.errorText)")
      #expect(
        result.errorText.contains("what it writes in x and 1 more")
          || result.errorText.contains("sub/.git"))
    }
  }

  /// One that an agentvm of another home holds there is its own to remove.
  @Test func aLockIsItsOwners() throws {
    try TestHome.with { home throws in
      try repository(home)
      let script = #"""
        cd src; "$0" spawn a --no-wait --in-place . -- cat >/dev/null
        mkdir ../other; HOME=$PWD/../other AGENTVM_HOME= "$0" here -- true; echo "status $?"
        ls .git/config.lock; "$0" kill a >/dev/null; ls .git/config.lock
        """#
      let result = try home.tool("/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      #expect(result.text == "status 0\n.git/config.lock\n", "\(result.text) \(result.errorText)")
    }
  }

  @Test func socketsOfTheHostAnswerNobody() throws {
    try TestHome.with { home throws in
      try home.write(
        "src/serve.py",
        """
        import socket, sys
        s = socket.socket(socket.AF_UNIX); s.bind("sub/its.sock"); s.listen()
        open("serving", "w").close()
        sys.stdin.read()
        """)
      try home.write(
        "src/ask.py",
        """
        import socket
        try:
            socket.socket(socket.AF_UNIX).connect("sub/its.sock"); print("connected")
        except OSError as problem: print(problem.strerror)
        """)
      let script = #"""
        cd src; mkdir sub; mkfifo life; python3 serve.py <life & exec 9>life
        until [ -e serving ]; do sleep 0.05; done; python3 ask.py
        "$0" here -- python3 ask.py
        "$0" here --sandbox paranoid --degrade cgroup -- python3 ask.py
        exec 9>&-; wait
        """#
      let result = try home.tool(
        "/usr/bin/timeout", "60", "/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      let lines = result.text.split(separator: "\n")
      #expect(
        lines.count == 3 && lines.filter { $0 == "connected" }.count == 1,
        "\(result.text) \(result.errorText)")
      #expect(lines.first == "connected")
    }
  }

  @Test func hereEndsWithItsCaller() throws {
    try TestHome.with { home throws in
      try repository(home)
      for signal in ["TERM", "HUP", "KILL"] {
        let mark = "9\(UInt16.random(in: 10000...60000))"
        let script = """
          cd src; "$0" here -- sleep \(mark) & P=$!
          while ! pgrep -f "[i]nner.*sleep \(mark)" >/dev/null; do sleep 0.05; done
          kill -\(signal) $P; wait $P; echo $?
          """
        let result = try home.tool(
          "/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
        #expect(result.text.hasPrefix(signal == "KILL" ? "137" : "1"), "\(result.text)")
        #expect(home.wait { home.processes(with: "sleep \u{0}\(mark)") == 0 })
        #expect(home.wait { home.processes(with: mark) == 0 })
      }
      // What the killed one has left goes with the next, and so does what one has that was killed early.
      try home.write("\(home.name)/state/here-1.lock", "")
      try home.write("\(home.name)/homes/here-1/.bashrc", "")
      try home.tool("/bin/touch", "-d", "2 minutes ago", "\(home.root)/state/here-1.lock")
      #expect(
        home.wait {
          _ = try here(home, ["--", "true"])
          return try home.run("list", "-q").text.isEmpty
        })
      #expect(!home.exists("\(home.name)/state/here-1.lock"))
      #expect(!home.exists("\(home.name)/homes/here-1"))
    }
  }

  @Test func aHostIsLetThroughWhileItRuns() throws {
    try TestHome.with { home throws in
      try repository(home)
      let script = """
        cd src; "$0" here -- bash -c 'echo started; sleep 100' & P=$!
        until N=$("$0" list -q) && [ -n "$N" ] && "$0" exec --in $N -- true 2>/dev/null
        do sleep 0.1; done
        "$0" allow $N a.example; "$0" attach $N; "$0" send $N x; "$0" kill $N; wait $P; echo $?
        """
      let result = try home.tool("/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      #expect(result.text.contains("may reach a.example"), "\(result.text) \(result.errorText)")
      #expect(result.errorText.contains("on its caller's own terminal"))
      #expect(result.text.hasSuffix("143\n"), "\(result.text)")
    }
  }

  /// An agent that could turn names into links must not be there while mounts are made for another.
  @Test func aFolderIsOneAgentsAtATime() throws {
    try TestHome.with { home throws in
      try repository(home)
      let place = "\(home.path)/src"
      #expect(
        try home.run("spawn", "a", "--in-place", place, "--no-wait", "--", "cat").status == 0)
      let second = try home.run("spawn", "b", "--in-place", place, "--no-wait", "--", "cat")
      #expect(second.errorText.contains("the agent a works in place there: '\(place)'"))
      _ = try home.run("kill", "a")
      #expect(
        try home.run("spawn", "b", "--in-place", place, "--no-wait", "--", "cat").status == 0)
      _ = try home.run("kill", "b")
      // A link that has taken the folder's place is not followed.
      _ = try home.tool("/bin/sh", "-c", "mv src moved; mkdir -p other; ln -s other src")
      let moved = try home.run("restart", "b")
      #expect(moved.status == 1 && moved.errorText.contains("a link to another one by now"))
      #expect(try home.run("clone", "b", "c").status == 1)
    }
  }

  /// What is not there yet can't be made either.
  @Test func whatGitWouldFindIsNotMade() throws {
    try TestHome.with { home throws in
      try repository(home)
      _ = try home.tool("/bin/rm", "-rf", "src/.git/hooks", "src/.git/info")
      _ = try home.tool("/usr/bin/git", "-C", "src", "config", "extensions.worktreeConfig", "true")
      try home.write("src/tool", "#!/bin/sh\n")
      _ = try home.tool("/bin/chmod", "4755", "src/tool")
      let result = try here(
        home,
        [
          "--", "bash", "-c",
          """
          for name in hooks/post-commit config.worktree; do
            { mkdir -p .git/${name%/*} && echo x >.git/$name; } 2>/dev/null && echo "MADE $name"
          done
          echo y >tool 2>/dev/null && echo "WRITTEN"
          git status --short
          """,
        ])
      #expect(result.text == "?? tool\n", "\(result.text)")
    }
  }

  @Test func foldersThatAreNoProject() throws {
    try TestHome.with { home throws in
      for folder in ["/", "/tmp", "/usr/share", "/etc", home.path, home.root, "/proc"] {
        let result = try home.run(["here", "--", "true"], directory: folder)
        #expect(result.status == 1, "\(folder)")
      }
      #expect(
        try home.run("spawn", "a", "--in-place", "\(home.path)/none").errorText.contains(
          "no such directory"))
    }
  }

  @Test func anAgentWorksInPlaceAndTheFolderOutlivesIt() throws {
    try TestHome.with { home throws in
      try repository(home)
      try home.write("src/.env", "KEY=hidden-value\n")
      let spawned = try home.run(
        "spawn", "a", "--in-place", "\(home.path)/src", "--no-wait", "--", "bash", "-c",
        "cat .env; echo more >>file; echo done; exec cat")
      #expect(spawned.text.contains("Sandbox:   trusted"))
      #expect(home.wait { home.log("a").contains("done") })
      #expect(!home.log("a").contains("hidden-value"))
      #expect(home.read("src/file") == "one\nmore\n")
      #expect(try home.run("rename", "a", "b").status == 0)
      #expect(try home.run("info", "b", "--json").text.contains(#""in_place":"\#(home.path)/src""#))
      #expect(try home.run("clone", "b", "c").status == 0)
      #expect(try home.run("info", "c", "--json").text.contains(#""in_place":null"#))
      #expect(home.read("\(home.name)/workspaces/c/file") == "one\nmore\n")
      #expect(try home.run("purge", "--force").status == 0)
      #expect(home.read("src/file") == "one\nmore\n")
      #expect(home.read("src/.env") == "KEY=hidden-value\n")
    }
  }
}
