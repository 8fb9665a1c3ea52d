import AgentModel
import ArgumentParser
import Workflows

struct Check: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Say which layers of the sandbox this host enforces, by trying each.",
    discussion: """
      An agent is started as you would start one, and tries from inside what each layer is to stop. 1 when
      agents of level standard can't be had.
      """)

  @Flag(name: .long, help: "As JSON.")
  var json = false

  private struct Answer: Encodable {
    struct Layer: Encodable {
      var layer: String
      var enforced: Bool
      var text: String
    }
    struct Level: Encodable {
      var level: String
      var available: Bool
      var lacks: [String]
    }
    var layers: [Layer]
    var levels: [Level]
  }

  func run(in context: Context, _ output: Output) throws {
    let report = try ExamineLayers(context).run()
    if json {
      output.line(
        try JSONText.line(
          Answer(
            layers: report.layers.map {
              Answer.Layer(layer: $0.name, enforced: $0.holds, text: $0.text)
            },
            levels: report.levels.map {
              Answer.Level(
                level: $0.level.rawValue, available: $0.lacks.isEmpty, lacks: $0.lacks)
            })))
    } else {
      for layer in report.layers {
        let mark = layer.holds ? output.green("holds   ") : output.yellow("missing ")
        output.line(mark + Table.row([(layer.name, 14), (layer.text, 0)]))
      }
      output.line()
      for level in report.levels {
        let lacks = level.lacks.joined(separator: ", ")
        let can = level.lacks.isEmpty ? "can be had" : "lacks \(lacks)"
        output.line(Table.row([(level.level.rawValue, 10), (can, 0)]))
        if !level.lacks.isEmpty, level.lacks.allSatisfy({ SandboxLayer(rawValue: $0) != nil }) {
          let options = level.lacks.map { "--degrade \($0)" }.joined(separator: " ")
          output.line("  try: --sandbox \(level.level.rawValue) \(options)")
        }
      }
    }
    let isUsable = report.levels.contains { $0.level == .standard && $0.lacks.isEmpty }
    if !isUsable { throw Exit(status: 1) }
  }
}
