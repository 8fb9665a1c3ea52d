import AgentModel
import ArgumentParser
import Workflows

struct Keys: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Show which providers' keys and settings are set, and where.",
    discussion: "Of a value the beginning is shown, never the whole.")

  func run(in context: Context, _ output: Output) throws {
    let set = ProviderKeys.all.compactMap { name in
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

/// The variables that model providers and agents know.
enum ProviderKeys {
  static let all = [
    "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "CLAUDE_API_KEY", "OPENAI_API_KEY",
    "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_MODEL", "CLAUDE_CODE_USE_OPENAI",
    "GEMINI_API_KEY", "GEMINI_MODEL", "GOOGLE_API_KEY", "GOOGLE_CLOUD_PROJECT",
    "OPENROUTER_API_KEY", "DEEPSEEK_API_KEY", "GROQ_API_KEY", "FIRECRAWL_API_KEY", "AIDER_MODEL",
  ]

  /// Those of which an agent needs one.
  static let keys = [
    "ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY",
    "OPENROUTER_API_KEY", "DEEPSEEK_API_KEY", "GROQ_API_KEY",
  ]
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
