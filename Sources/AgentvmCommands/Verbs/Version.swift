import ArgumentParser

struct Version: HomelessVerb {
  static let configuration = CommandConfiguration(abstract: "Print the version.")

  func run(_ output: Output) throws {
    output.line("agentvm v\(AgentvmCommand.version)")
  }
}
