import ArgumentParser
import TerminalText
import Workflows

struct Doctor: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Try everything that agents need, and say what is wrong and what to type.",
    discussion: """
      Each thing is done, not looked for: a tmux session is started, a command is confined, every
      profile's program is started in a sandbox. 1 when something fails; with --strict also for
      warnings.
      """)

  @Flag(name: .long, help: "Warnings fail too.")
  var strict = false

  @Flag(name: .long, help: "As JSON.")
  var json = false

  private struct Report: Encodable {
    struct Row: Encodable {
      var level: String
      var check: String
      var text: String
      var hint: String?

      private enum CodingKeys: String, CodingKey { case level, check, text, hint }

      /// Without a hint the key is there, and null.
      func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(level, forKey: .level)
        try values.encode(check, forKey: .check)
        try values.encode(text, forKey: .text)
        try values.encode(hint, forKey: .hint)
      }
    }
    var ok: Int
    var warn: Int
    var fail: Int
    var findings: [Row]
  }

  func run(in context: Context, _ output: Output) throws {
    let findings = ExamineInstallation(context).run()
    let count = { (level: ExamineInstallation.Finding.Level) in
      findings.count { $0.level == level }
    }
    if json {
      let rows = findings.map {
        Report.Row(level: $0.level.rawValue, check: $0.check, text: $0.text, hint: $0.hint)
      }
      output.line(
        try JSONText.line(
          Report(ok: count(.ok), warn: count(.warn), fail: count(.fail), findings: rows)))
    } else {
      let lines = Table.lines(findings.map { [$0.check, $0.text] }, widths: [20])
      for (finding, line) in zip(findings, lines) { Self.print(finding, line, output) }
      output.line()
      output.line(
        "\(count(.ok)) ok, \(Count.of(count(.warn), "warning")), \(Count.of(count(.fail), "failure"))"
      )
    }
    if count(.fail) > 0 || (strict && count(.warn) > 0) { throw Exit(status: 1) }
  }

  private static func print(
    _ finding: ExamineInstallation.Finding, _ line: String, _ output: Output
  ) {
    let mark =
      switch finding.level {
      case .ok: output.green("ok  ")
      case .warn: output.yellow("warn")
      case .fail: output.red("fail")
      }
    output.line(mark + "  " + line)
    if let hint = finding.hint { output.line("      try: \(Printable.line(hint))") }
  }
}
