import AgentModel
import Glibc
import Host
import Sessions

/// The screens of agents, through one tmux client in control mode: a command over its pipe costs a
/// fiftieth of a process. It is started when the first screen is wanted.
final class ScreenSource {
  /// What a screen was asked for.
  enum Purpose { case screen, lastLine }

  /// A screen as tmux captured it.
  struct Capture {
    var name: AgentName
    var purpose: Purpose
    var lines: [[UInt8]]
    /// Width, height, the cursor's column and row, whether it is shown; nil where there is no pane.
    var facts: [Int]?
  }

  private let context: Context
  private let server: SessionServer
  private var program: (any RunningProgram)?
  private var stream = ControlStream()
  private var asked: [String: (AgentName, Purpose)] = [:]
  private var nextTry = Deadline(nanoseconds: 0)
  private(set) var sessionsChanged = false
  /// Whether tmux's server has gone since the last time.
  private(set) var serverHasGone = false

  /// Seconds until a server that has gone is looked for again.
  private static let pause = 0.5
  /// The most answers that are waited for.
  private static let most = 400

  init(_ context: Context, _ server: SessionServer) {
    self.context = context
    self.server = server
  }

  deinit { close() }

  /// Readable when there is an answer; -1 for never.
  var descriptor: Int32 { program?.descriptor ?? -1 }

  /// Whether a screen of that agent was asked for that has not come.
  func isAsked(_ name: AgentName, _ purpose: Purpose) -> Bool {
    asked.values.contains { $0 == name && $1 == purpose }
  }

  /// Asks for a screen.
  func ask(_ agent: Agent, _ purpose: Purpose) {
    guard open(), stream.pending < Self.most, !isAsked(agent.name, purpose) else { return }
    let token = ScreenSource.token()
    asked[token] = (agent.name, purpose)
    let target = agent.run?.pane ?? TmuxServer.target(agent.session)
    program?.write(Array(stream.screenRequest(target, token: token).utf8))
  }

  /// Presses keys.
  func press(_ agents: [Agent], _ keys: [(isText: Bool, text: String)]) {
    guard open(atOnce: true) else { return }
    let targets = agents.map { $0.run?.pane ?? TmuxServer.target($0.session) }
    program?.write(
      Array(stream.keysRequest(targets, keys, token: ScreenSource.token()).utf8))
  }

  /// What has come.
  func take() -> [Capture] {
    sessionsChanged = false
    serverHasGone = false
    guard let program else { return [] }
    guard let bytes = program.read() else {
      close()
      sessionsChanged = true
      serverHasGone = true
      return []
    }
    return stream.take(bytes).compactMap { event in
      switch event {
      case .sessionsChanged:
        sessionsChanged = true
        return nil
      case .answer(let answer):
        guard let (name, purpose) = asked.removeValue(forKey: answer.token) else { return nil }
        return Capture(name: name, purpose: purpose, lines: answer.lines, facts: answer.facts)
      }
    }
  }

  /// Ends the client, and its session with it.
  func close() {
    guard let program else { return }
    self.program = nil
    stream = ControlStream()
    asked = [:]
    nextTry = context.host.clock.deadline(in: Self.pause)
    _ = program.end()
  }

  private func open(atOnce: Bool = false) -> Bool {
    if program != nil { return true }
    guard atOnce || context.host.clock.isPast(nextTry) else { return false }
    nextTry = context.host.clock.deadline(in: Self.pause)
    guard let supervisor = context.installation.supervisor else { return false }
    let session = "watch-\(ScreenSource.token().prefix(16))"
    // The session goes when this process has gone, however it ends.
    let command = [supervisor, "linger", String(getpid())]
    program = try? context.host.processes.start(
      server.tmux.control(session: session, until: command))
    return program != nil
  }

  /// 128 random bits: no agent can write it on its screen before it is known.
  private static func token() -> String {
    let numbers = (0..<2).map { _ in UInt64.random(in: .min ... .max) }
    return "agentvm" + numbers.map { String($0, radix: 36) }.joined()
  }
}
