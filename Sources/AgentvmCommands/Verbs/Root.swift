import ArgumentParser
import Workflows

struct Root: Verb {
  static let configuration = CommandConfiguration(abstract: "Print the folder of this home.")

  func run(in context: Context, _ output: Output) throws { output.line(context.layout.root) }
}
