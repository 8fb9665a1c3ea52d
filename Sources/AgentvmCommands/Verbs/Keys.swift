import AgentModel
import ArgumentParser
import Workflows

struct Keys: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show which providers' keys and settings are set, and where.",
    discussion: "Of a value the beginning is shown, never the whole.")

  func run(in context: Context, _ output: Output) throws {
    let set = ProviderVariables.all.compactMap { name in
      context.settings.variable(name).flatMap { $0.isEmpty ? nil : (name, $0) }
    }
    guard !set.isEmpty else {
      return output.note("none is set; agentvm env set ANTHROPIC_API_KEY=...")
    }
    for (name, value) in set {
      let place = context.settings.isInHome(name) ? "env" : "environment"
      output.line(Table.row([(name, 26), (Masked.text(value), 18), (place, 0)]))
    }
  }
}

/// Secrets as they may be shown.
enum Masked {
  /// Enough of a value to know it by, never the whole.
  static func text(_ value: String) -> String {
    switch value.count {
    case ...4: "…"
    case ...12: value.prefix(2) + "…"
    case ...24: value.prefix(4) + "…" + value.suffix(2)
    default: value.prefix(8) + "…" + value.suffix(4)
    }
  }
}
