import AgentModel
import Host
import Status
import TerminalText
import Workflows

/// Replays labelled screens through the profiles' rules, and shows what was taken for what.
struct CheckStatus {
  private let context: Context
  private let output: Output

  init(_ context: Context, _ output: Output) {
    self.context = context
    self.output = output
  }

  /// Throws `StatusVerbError.wrongReadings` when a case was not read as it is labelled.
  func run(_ paths: [String]) throws {
    guard !paths.isEmpty else { throw UsageError.missing(what: "FILE") }
    var rules: [String: CompiledRules] = [:]
    var matrix = ConfusionMatrix()
    var byProfile: [String: ConfusionMatrix] = [:]
    for path in try paths.flatMap(files) {
      let bytes = try context.files.readFollowingLinks(path, limit: 1 << 20)
      guard let labelled = StatusCase(String(decoding: bytes, as: UTF8.self)) else {
        throw StatusVerbError.notACase(path)
      }
      if rules[labelled.profile] == nil {
        rules[labelled.profile] = try CompiledRules(
          try ProfileLibrary(context).rules(of: labelled.profile) ?? StatusRules())
      }
      guard let compiled = rules[labelled.profile] else { continue }
      let reading = labelled.reading(by: compiled)
      matrix.add(truth: labelled.state, reading: reading)
      byProfile[labelled.profile, default: ConfusionMatrix()].add(
        truth: labelled.state, reading: reading)
      if reading != labelled.state {
        output.warn("\(labelled.state) is read as \(reading): '\(Printable.line(path))'")
      }
    }
    show(matrix, byProfile)
    if matrix.right < matrix.total {
      throw StatusVerbError.wrongReadings(matrix.total - matrix.right)
    }
  }

  private func files(_ path: String) throws -> [String] {
    let absolute = path.hasPrefix("/") ? path : "\(context.host.workingDirectory)/\(path)"
    guard context.files.facts(absolute)?.kind == .directory else { return [absolute] }
    return try context.files.list(absolute).filter { $0.hasSuffix(".case") }.sorted()
      .map { "\(absolute)/\($0)" }
  }

  private func show(_ matrix: ConfusionMatrix, _ byProfile: [String: ConfusionMatrix]) {
    let states = matrix.states
    var rows = [["TRUTH \\ READ AS"] + states + ["RECALL"]]
    for truth in states where matrix.recall(of: truth) != nil {
      rows.append(
        [truth] + states.map { count(matrix.count(truth, as: $0)) }
          + [share(matrix.recall(of: truth))])
    }
    rows.append(["PRECISION"] + states.map { share(matrix.precision(of: $0)) } + [""])
    output.lines(Table.lines(rows, widths: [24] + states.map { max(8, $0.count + 2) } + [7]))
    output.line()
    for (profile, matrix) in byProfile.sorted(by: { $0.key < $1.key }) {
      output.line(Table.row([(profile, 24), ("\(matrix.right) of \(matrix.total)", 0)]))
    }
    output.line(Table.row([("all", 24), ("\(matrix.right) of \(matrix.total)", 0)]))
  }

  private func count(_ number: Int) -> String { number == 0 ? "." : String(number) }

  private func share(_ share: Double?) -> String {
    guard let share else { return "-" }
    let thousandths = Int((share * 1000).rounded())
    return "\(thousandths / 1000).\(String(String(1000 + thousandths % 1000).dropFirst()))"
  }
}
