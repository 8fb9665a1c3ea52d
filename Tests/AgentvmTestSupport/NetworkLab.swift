import Host
import LinuxHost

/// Commands in a network of their own, with servers and a name server in it (`netlab.py`): what they say
/// and write lies below the home of the test.
package struct NetworkLab: Sendable {
  private let home: TestHome

  /// With its files in a folder of that home.
  package init(_ home: TestHome) { self.home = home }

  /// The authority that the lab's servers are certified by, and its logs: below HOME.
  package static let folder = "lab"

  /// The script beside the built tests, or in the sources.
  private static var script: String {
    let beside = "\(TestHome.programs)/netlab.py"
    if LinuxFiles().facts(beside) != nil { return beside }
    return #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/netlab.py"
  }

  /// Of the shell: the gate of an agent is the child of its supervisor. Other tests' agents have that name too.
  private static let gate = """
    gate() {
      pgrep -P "$(sed -n 's/^RUN_PID=//p' "$AGENTVM_HOME/state/$1.run")" -f '^agentvm-supervisor gate '
    }

    """

  /// Runs a script of the shell there, in which `$agentvm` is the program, `ca.pem` lies in `$lab`, and
  /// `gate NAME` says the process of an agent's gate.
  package func run(_ script: String) throws -> Completion {
    let environment = home.environment.merging(
      ["agentvm": "\(TestHome.programs)/agentvm", "lab": "\(home.path)/\(Self.folder)"]
    ) { $1 }
    return try LinuxProcesses(environment: [:]).run(
      Invocation(
        "/usr/bin/python3",
        [Self.script, "\(home.path)/\(Self.folder)", "--", "/bin/bash", "-c", Self.gate + script],
        environment: environment.map { "\($0.key)=\($0.value)" }, directory: home.path))
  }
}
