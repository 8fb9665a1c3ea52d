import ArgumentParser
import Workflows

struct Watch: Verb {
  static let configuration = CommandConfiguration(abstract: "The live dashboard.")

  @Flag(name: .long, help: "Print one picture as text and end.")
  var once = false

  func run(in context: Context, _ output: Output) throws {}
}
