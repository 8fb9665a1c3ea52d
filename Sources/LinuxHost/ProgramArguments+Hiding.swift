import Glibc

/// What others of the machine see of this process's command line.
extension ProgramArguments {
  /// Takes the values out of `-e K=V`, `--env K=V` and `env set K=V`, up to the agent's own command. What was
  /// read before stays.
  package static func hideSecrets() {
    let words = (1..<max(1, Int(CommandLine.argc))).compactMap { CommandLine.unsafeArgv[$0] }
    let texts = words.map { String(cString: $0) }
    let sets = texts.prefix(2).elementsEqual(["env", "set"])
    for (index, text) in texts.enumerated() {
      if text == "--" { return }
      let isValue =
        index > 0 && ["-e", "--env"].contains(texts[index - 1])
        || text.hasPrefix("--env=") || (text.hasPrefix("-e") && text.dropFirst(2).contains("="))
        || (sets && index > 1)
      // Behind the name, which may stand behind `--env=`.
      let start = text.hasPrefix("--env=") ? 6 : 0
      guard isValue,
        let equals = text.utf8.dropFirst(start).firstIndex(of: UInt8(ascii: "="))
      else { continue }
      let place = text.utf8.distance(from: text.utf8.startIndex, to: equals) + 1
      memset(words[index] + place, Int32(UInt8(ascii: "x")), text.utf8.count - place)
    }
  }
}
