import AgentvmTestSupport
import Glibc
import LinuxHost
import Testing

/// What an agent leaves behind for the next command of its user: it leads agentvm nowhere.
@Suite struct MisledTests {
  private func bash(_ home: TestHome, _ script: String) throws -> String {
    let result = try home.tool("/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
    return result.text + result.errorText
  }

  /// A script of the folder that is started by a link in the user's own `bin`.
  @Test func aFirstLineAddsNothingToWhatIsRun() throws {
    try TestHome.with { home throws in
      try home.write("src/mytool.sh", "#!/bin/sh\n", permissions: 0o755)
      try home.write("bin/.keep", "")
      try home.tool("/bin/ln", "-s", "\(home.path)/src/mytool.sh", "bin/mytool")
      let said = try bash(
        home,
        #"""
        export PATH=$HOME/bin:$PATH; cd src
        "$0" here -- python3 - <<'end'
        import os, shutil
        place = os.getcwd()
        shutil.copy("/bin/dash", "interpreter"); os.chmod("interpreter", 0o755)
        open("evil", "w").write("#!/bin/sh\ntouch '%s/../HOSTRUN'\n" % place); os.chmod("evil", 0o755)
        words = [place + "/interpreter", "exitHook=" + place + "/evil", "argument=--bind", "argument=/", "argument=/x"]
        open("mytool.sh", "wb").write(b"#!" + b"\0".join(word.encode() for word in words) + b"\necho inside; ls -d /x\n")
        end
        "$0" here -- mytool; echo "status $?"
        printf '#!/home/../%s\necho again\n' "$PWD/interpreter" >mytool.sh
        "$0" here -- mytool
        """#)
      #expect(said.contains("inside") && said.contains("status "), "\(said)")
      #expect(said.contains("again") && !said.contains("/x\n"), "\(said)")
      // The hook would have had its time while the second one ran.
      #expect(!home.exists("HOSTRUN"))
    }
  }

  /// The prompt and the variables of a restart are those files' own, not what they lead to by then.
  @Test func aLinkInThePlaceOfAFileIsNotRead() throws {
    try TestHome.with { home throws in
      try home.write("src/task.md", "do it\n")
      try home.write("src/agent.vars", "A=1\n")
      try home.write("key", "SECRET=of-mine\n")
      let said = try bash(
        home,
        #"""
        cd src
        "$0" spawn a --no-wait --in-place . -P task.md --env-file agent.vars -- cat
        "$0" kill a
        ln -sf ../key task.md; "$0" restart a; echo "status $?"
        rm task.md; echo again >task.md; ln -sf ../key agent.vars; "$0" restart a; echo "status $?"
        "$0" exec a -f agent.vars; echo "status $?"
        mkdir sub; ln -sf ../../key sub/task; "$0" spawn b --no-wait -P sub/task -- cat; echo "status $?"
        rm agent.vars; echo A=2 >agent.vars; "$0" restart a; echo "status $?"
        """#)
      #expect(
        said.split(separator: "\n").filter { $0.hasPrefix("status") }.joined(separator: " ")
          == "status 1 status 1 status 1 status 1 status 0", "\(said)")
      #expect(said.contains("'\(home.path)/src/task.md'"))
      #expect(!home.log("a").contains("of-mine"))
    }
  }

  /// While a copy is made, the agent puts a link in the place of a folder that had to be opened.
  @Test func aCopyChangesNobodysRights() throws {
    try TestHome.with { home throws in
      try home.write("victim", "mine\n", permissions: 0o600)
      try home.write(
        "src/swap.py",
        """
        import os, sys
        while True:
            os.makedirs("d/inner")
            for number in range(300): open("d/inner/%d" % number, "w").write("x")
            os.chmod("d", 0o377)
            print("ready", flush=True)
            while os.stat("d").st_mode & 0o7777 == 0o377: pass
            os.rename("d", "e"); os.symlink(sys.argv[1], "d")
            print("swapped", flush=True)
            while os.path.exists("stay"): pass
            os.chmod("e", 0o700)
            os.unlink("d"); os.system("rm -rf e")
            open("stay", "w").close()
        """)
      try home.run(
        "spawn", "a", "--no-wait", "--from-dir", "\(home.path)/src", "--", "python3", "swap.py",
        "\(home.path)/victim")
      #expect(home.wait { home.log("a").contains("ready") })
      _ = try home.run("clone", "a", "b")
      // Root can read it as it is.
      #expect(getuid() == 0 || home.wait { home.log("a").contains("swapped") })
      #expect(LinuxFiles().facts("\(home.path)/victim")?.permissions == 0o600)
    }
  }

  /// What git has been told to show in the place of something else is not shown.
  @Test func replacedObjectsHideNothing() throws {
    try TestHome.with { home throws in
      let said = try bash(
        home,
        #"""
        git init -q src; cd src; git config user.name a; git config user.email a@b
        echo one >file; git add file; git commit -qm one
        "$0" spawn a --no-wait --in-place . -- sh -c 'echo two >file; git add file
          git replace HEAD $(git commit-tree -m one $(git write-tree)); echo done; exec cat'
        until "$0" logs a | grep -q done; do sleep 0.05; done
        "$0" diff a
        """#)
      #expect(said.contains("+two"), "\(said)")
    }
  }

  /// Nor is what it saw empty, and has not changed.
  @Test func aDiffShowsNoSecretFile() throws {
    try TestHome.with { home throws in
      let said = try bash(
        home,
        #"""
        git init -q src; cd src; git config user.name a; git config user.email a@b
        echo A=tracked-secret >tracked.env; git add .; git commit -qm one; echo B=of-mine >.env
        "$0" spawn a --no-wait --in-place . --sandbox trusted -- sh -c 'echo two >file; echo done; exec cat'
        until "$0" logs a | grep -q done; do sleep 0.05; done
        "$0" diff a
        """#)
      #expect(said.contains("+two") && !said.contains("of-mine"), "\(said)")
      #expect(!said.contains("tracked-secret"))
    }
  }
}
