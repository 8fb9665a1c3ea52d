import AgentvmTestSupport
import Host
import LinuxHost
import Testing

/// A row: what is typed in a fresh home, and what comes of it. `@HOME@` stands for that HOME,
/// `@ROOT@` for its home of agentvm, `@PROGRAMS@` for the folder of the built programs.
struct Row: Sendable, CustomTestStringConvertible {
  /// The words behind `agentvm`.
  var argv: [String]
  /// Commands of agentvm that go before; each must end with 0.
  var setup: [[String]] = []
  /// What a shell of the host does before them, in HOME.
  var prepare = ""
  /// What it does after them.
  var then = ""
  /// Files below HOME, written first of all.
  var files: [String: String] = [:]
  var input = ""
  /// Changes to the environment of the command itself.
  var environment: [String: String] = [:]
  /// A copy of agentvm below HOME, run instead of the built one.
  var program: String?
  var status: Int32 = 0
  var stdout = Match.nothing
  var stderr = Match.nothing
  /// Paths below HOME.
  var exists: [String] = []
  var missing: [String] = []
  /// Whole texts of files below HOME.
  var holds: [String: String] = [:]
  /// A command of agentvm that follows, must end with 0, and writes `shows`.
  var after: [String] = []
  var shows = Match.nothing

  init(
    _ argv: [String], setup: [[String]] = [], prepare: String = "", then: String = "",
    files: [String: String] = [:], input: String = "", environment: [String: String] = [:],
    program: String? = nil, status: Int32 = 0, stdout: Match = .nothing, stderr: Match = .nothing,
    exists: [String] = [], missing: [String] = [], holds: [String: String] = [:],
    after: [String] = [], shows: Match = .nothing
  ) {
    self.argv = argv
    self.setup = setup
    self.prepare = prepare
    self.then = then
    self.files = files
    self.input = input
    self.environment = environment
    self.program = program
    self.status = status
    self.stdout = stdout
    self.stderr = stderr
    self.exists = exists
    self.missing = missing
    self.holds = holds
    self.after = after
    self.shows = shows
  }

  var testDescription: String { "agentvm " + argv.joined(separator: " ") }

  /// Runs the command itself.
  func result(_ home: TestHome) throws -> Completion {
    let argv = argv.map { filled($0, home) }
    guard let program else {
      return try home.run(
        argv, input: input, environment.mapValues { filled($0, home) }, directory: home.path)
    }
    return try LinuxProcesses(environment: [:]).run(
      Invocation(
        "\(home.path)/\(program)", argv,
        environment: home.environment.map { "\($0.key)=\($0.value)" }, directory: home.path))
  }

  /// Runs shell commands of the host in HOME.
  func shell(_ commands: String, _ home: TestHome) throws {
    guard !commands.isEmpty else { return }
    let result = try home.tool("/bin/sh", "-ec", filled(commands, home))
    try #require(result.status == 0, "\(commands): \(errors(result))")
  }

  /// The text with this home's paths in it.
  func filled(_ text: String, _ home: TestHome) -> String {
    text.replacing("@HOME@", with: home.path).replacing("@ROOT@", with: home.root)
      .replacing("@PROGRAMS@", with: TestHome.programs)
  }

  /// The text without them.
  func told(_ text: String, _ home: TestHome) -> String {
    text.replacing(home.root, with: "@ROOT@").replacing(home.path, with: "@HOME@")
  }

  func errors(_ completion: Completion) -> String {
    String(decoding: completion.errors, as: UTF8.self)
  }
}
