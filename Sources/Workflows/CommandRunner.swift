import Host
import TerminalText

/// Runs agentvm's own commands beside the dashboard, one after the other, and tells what came of
/// each.
final class CommandRunner {
  private let context: Context
  private var queue: [[String]] = []
  private var finished = 0
  private var running: (words: [String], program: any RunningProgram, bytes: [UInt8])?

  private static let limit = 1 << 20

  init(_ context: Context) { self.context = context }

  /// Readable when the command has said something, or has ended; -1 for never.
  var descriptor: Int32 { running?.program.descriptor ?? -1 }

  /// Runs a command once those before it have ended.
  func run(_ words: [String]) -> (text: String, isProblem: Bool)? {
    queue.append(words)
    return next()
  }

  /// What came of the command that has just ended; nil while it runs.
  func take() -> (text: String, isProblem: Bool)? {
    guard let bytes = running?.program.read() else { return running == nil ? nil : conclude() }
    if (running?.bytes.count ?? 0) < Self.limit { running?.bytes += bytes }
    return nil
  }

  private func next() -> (text: String, isProblem: Bool)? {
    guard running == nil, !queue.isEmpty else { return nil }
    let words = queue.removeFirst()
    do throws(HostError) {
      let program = try context.host.processes.start(
        Invocation(
          context.host.executable, words, environment: CommandRunner.environment(context),
          directory: context.host.workingDirectory))
      running = (words, program, [])
      return nil
    } catch { return (error.problem, true) }
  }

  private func conclude() -> (text: String, isProblem: Bool)? {
    guard let ended = running else { return nil }
    let status = ended.program.end()
    running = nil
    let lines = String(decoding: ended.bytes, as: UTF8.self).split(separator: "\n")
    let said =
      status == 0
      ? lines.last { $0.hasPrefix("==> ") } ?? lines.last
      : lines.first { $0.hasPrefix("agentvm:") } ?? lines.last
    let text = said.map { Printable.line(String($0)) } ?? ""
    let isLast = queue.isEmpty
    let problem = next()
    if let problem, status == 0 { return problem }
    var plain = text.hasPrefix("==> ") ? String(text.dropFirst(4)) : text
    if status == 0 {
      // Only that one takes several names.
      finished += ended.words.first == "kill" ? lines.filter { $0.hasPrefix("==> ") }.count : 1
      guard isLast else { return nil }
      if finished > 1, !plain.isEmpty { plain += ", and \(finished - 1) more" }
    }
    finished = 0
    return (plain.isEmpty ? "done: \(ended.words.joined(separator: " "))" : plain, status != 0)
  }

  /// The caller's environment, with the home that is looked at, and without a wish for colours.
  static func environment(_ context: Context) -> [String] {
    var environment = context.host.environment
    environment["AGENTVM_HOME"] = context.layout.root
    environment["NO_COLOR"] = "1"
    return environment.map { "\($0.key)=\($0.value)" }
  }
}
