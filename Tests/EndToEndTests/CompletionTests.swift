import AgentvmTestSupport
import Host
import LinuxHost
import Testing

/// Completion, in the real shells: words are typed in a terminal, and Tab is pressed.
@Suite struct CompletionTests {
  /// What is typed, and what the terminal shows after a Tab.
  private struct Case {
    let typed: String
    let shown: [String]
    /// What it must not show.
    var hidden: [String] = []

    init(_ typed: String, _ shown: String..., hidden: [String] = []) {
      self.typed = typed
      self.shown = shown
      self.hidden = hidden
    }
  }

  /// `it-runs` runs and has the tag `team=web`; `it-ended` has ended and has `team=api`.
  private static let cases = [
    Case("agentvm spaw", "agentvm spawn"), Case("agentvm broadc", "agentvm broadcast"),
    Case("agentvm spawn x --from-d", "--from-dir"),
    Case("agentvm spawn x --from-", "--from-dir", "--from-git"),
    Case("agentvm exec it-", "agentvm exec it-runs", hidden: ["it-ended"]),
    Case("agentvm exec ", "agentvm exec it-runs", hidden: ["it-ended"]),
    Case("agentvm kill it-", "agentvm kill it-runs", hidden: ["it-ended"]),
    Case("agentvm logs it-", "it-runs", "it-ended"),
    Case("agentvm logs it-runs it-e", "agentvm logs it-runs it-ended"),
    Case("agentvm list -t team=w", "agentvm list -t team=web", hidden: ["api"]),
    Case("agentvm list -t team=", "web", "api"),
    Case("agentvm list -s runn", "agentvm list -s running"),
    Case("agentvm spawn x -p dem", "agentvm spawn x -p demo"),
    Case("agentvm spawn x --profile claude", "--profile claude-code"),
    Case("agentvm spawn x -P not", "agentvm spawn x -P notes.md"),
    Case("agentvm send it-runs not", "agentvm send it-runs notes.md"),
    Case("agentvm exec --in it-runs -- not", "-- notes.md"),
    Case("agentvm spawn x --from-dir n", "--from-dir nested/", hidden: ["notes.md"]),
    Case("agentvm history -e pu", "agentvm history -e purge"),
    Case("agentvm env get AIDER_", "agentvm env get AIDER_MODEL"),
    Case("agentvm config unset AGENTVM_PANE", "AGENTVM_PANE_SIZE"),
    Case("agentvm completion fi", "agentvm completion fish"),
    Case("FOO=1 agentvm swar", "agentvm swarm"), Case("cd . && agentvm swar", "agentvm swarm"),
    Case("agentvm exec --in it-runs -- 'a b' not", "'a b' notes.md"),
    Case("~/bin/agentvm swar", "agentvm swarm"),
    Case("agentvm spawn x --profile=dem", "--profile=demo"),
    Case("agentvm list --tag=team=w", "--tag=team=web"),
    Case("agentvm help brow; agentvm help broad", "agentvm help broadcast"),
  ]

  @Test func bashTakesThem() throws {
    try Self.type(
      in: ["/bin/bash", "--norc", "--noprofile", "-i"],
      "source '\(Self.repository)/completions/agentvm.bash'; bind 'set bell-style none'")
  }

  @Test(.enabled(if: isInstalled("zsh"), "zsh is not installed"))
  func zshTakesThem() throws {
    try Self.type(
      in: ["/usr/bin/zsh", "-f", "-i"],
      "fpath=('\(Self.repository)/completions' $fpath); autoload -Uz compinit; compinit -u -D")
  }

  @Test(.enabled(if: isInstalled("fish"), "fish is not installed"))
  func fishTakesThem() throws {
    try Self.type(
      in: ["/usr/bin/fish", "--private", "--no-config", "-i"],
      "source '\(Self.repository)/completions/agentvm.fish'")
  }

  /// All that bash is offered, byte for byte.
  @Test(
    arguments: [
      ("agentvm exec ", ["it-runs"]), ("agentvm logs ", ["it-ended", "it-runs"]),
      ("agentvm rename it-ended ", []), ("agentvm logs it-runs ", ["it-ended"]),
      ("agentvm mv it-", ["it-ended", "it-runs"]), ("agentvm list -t team=", ["api", "web"]),
      ("agentvm list -t ", ["team=api", "team=web"]), ("agentvm list --t", ["--tag"]),
      (
        "agentvm list -s ",
        [
          "running", "starting", "idle", "working", "waiting", "failing", "done", "dead", "unknown",
        ]
      ),
      (
        "agentvm wait it-runs --for ",
        ["waiting", "idle", "done", "dead", "working", "failing"]
      ), ("agentvm sw", ["swarm"]),
      ("agentvm c", ["clone", "cp", "clean", "config", "check", "completion"]),
      ("agentvm completion ", ["bash", "zsh", "fish"]), ("agentvm frob ", []),
      ("agentvm spawn x -t it-", []), ("agentvm spawn x -- ", []),
    ] as [(String, [String])])
  func bashIsOffered(_ line: String, _ words: [String]) throws {
    try Self.withAgents { home throws in
      let script = """
        source "$1"
        COMP_LINE=$2 COMP_POINT=${#2}
        read -ra COMP_WORDS <<<"$2"
        if [[ $2 == *' ' ]]; then COMP_WORDS+=(''); fi
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _agentvm agentvm "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      let result = try home.tool(
        "/usr/bin/env", "PATH=\(TestHome.programs):/usr/bin:/bin", "bash", "-c", script, "bash",
        "\(Self.repository)/completions/agentvm.bash", line)
      #expect(result.text.split(separator: "\n").map(String.init) == words)
    }
  }

  /// What is committed is what this program prints.
  @Test(
    arguments: [
      (["completion", "bash"], "completions/agentvm.bash"),
      (["completion", "zsh"], "completions/_agentvm"),
      (["completion", "fish"], "completions/agentvm.fish"), (["help", "--man"], "docs/agentvm.1"),
    ])
  func committedFilesAreFresh(_ argv: [String], _ file: String) throws {
    try TestHome.with { home throws in
      let path = "\(Self.repository)/\(file)"
      let committed = try LinuxFiles().readFollowingLinks(path, limit: 1 << 22)
      let isFresh = try home.run(argv).output == committed
      #expect(isFresh, "\(file) is old; agentvm \(argv.joined(separator: " ")) >\(file)")
    }
  }

  /// The repository that this file is in.
  private static var repository: String {
    #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
  }

  private static func isInstalled(_ shell: String) -> Bool {
    LinuxFiles().isExecutable("/usr/bin/\(shell)")
  }

  private static func withAgents(_ body: (TestHome) throws -> Void) throws {
    try TestHome.with { home throws in
      try home.run("run", "--keep", "--name", "it-ended", "--", "true")
      try home.run("spawn", "it-ended", "-t", "team=api", "--", "true")
      try home.run("wait", "it-ended")
      try home.run("spawn", "it-runs", "-t", "team=web", "--", "cat")
      try body(home)
    }
  }

  /// Types all cases in a shell that has done `setup`.
  private static func type(in shell: [String], _ setup: String) throws {
    try withAgents { home throws in
      try home.write("notes.md", "x")
      try home.write("nested/file", "x")
      try home.write("bin/.keep", "")
      try home.tool("/bin/ln", "-s", "\(TestHome.programs)/agentvm", "\(home.path)/bin/agentvm")
      let pane = Pane(home)
      defer { pane.end() }
      try pane.start(shell)
      // The echo of what is typed is not what it prints.
      try pane.type("\(setup); echo set''up\n")
      try #require(pane.shows(["setup"]), "\(pane.screen)")
      for item in cases {
        try pane.clear()
        try pane.type(item.typed)
        try #require(pane.shows([item.typed.trailingTrimmed]), "\(pane.screen)")
        try pane.press("Tab")
        if item.shown.count > 1 { try pane.press("Tab") }
        #expect(pane.shows(item.shown), "\(item.typed)\n\(pane.screen)")
        #expect(!item.hidden.contains { pane.screen.contains($0) }, "\(item.typed)\n\(pane.screen)")
      }
    }
  }
}

/// A terminal of its own, in a tmux server of its own.
private struct Pane {
  let home: TestHome
  let socket: String

  init(_ home: TestHome) {
    self.home = home
    socket = "\(home.path)/outer"
  }

  /// Starts a shell in HOME, with agentvm on its PATH.
  func start(_ shell: [String]) throws {
    let path = "\(TestHome.programs):/usr/bin:/bin"
    try tmux(
      ["new-session", "-d", "-s", "w", "-x", "120", "-y", "40", "-c", home.path]
        + ["env", "PATH=\(path)", "TERM=xterm-256color"] + shell)
  }

  func type(_ text: String) throws { try tmux(["send-keys", "-t", "w", "-l", text]) }

  func press(_ keys: String...) throws { try tmux(["send-keys", "-t", "w"] + keys) }

  /// What it shows.
  var screen: String { (try? tmux(["capture-pane", "-p", "-t", "w"]).text) ?? "" }

  /// An empty line on an empty screen.
  func clear() throws {
    try press("C-u")
    try type("clear\n")
    let isEmpty = Until.true { !screen.contains("agentvm") && !screen.contains("clear") }
    try #require(isEmpty, "\(screen)")
  }

  func shows(_ texts: [String]) -> Bool {
    Until.true(seconds: 10) {
      let screen = self.screen
      return texts.allSatisfy { screen.contains($0) }
    }
  }

  func end() { _ = try? tmux(["kill-server"]) }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> Completion {
    try LinuxProcesses(environment: [:]).run(
      Invocation(
        "/usr/bin/tmux", ["-S", socket, "-f", "/dev/null"] + arguments,
        environment: home.environment.map { "\($0.key)=\($0.value)" }))
  }
}

extension String {
  /// Without blanks at the end, which a screen does not have.
  fileprivate var trailingTrimmed: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
