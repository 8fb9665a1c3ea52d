import ArgumentParser

struct Help: HomelessVerb {
  static let configuration = CommandConfiguration(abstract: "Print help.")

  @Argument(help: "The command.")
  var verb: String?

  @Flag(name: .long, help: "Print the manual page, for man(1).")
  var man = false

  func run(_ output: Output) throws {
    if man { return output.line(ManualPage.text) }
    guard let verb else { return HelpText.printOverview(output) }
    guard let row = VerbTable.find(verb) else { throw UsageError.unknownCommand(verb) }
    output.line(HelpText.text(of: row))
  }
}
