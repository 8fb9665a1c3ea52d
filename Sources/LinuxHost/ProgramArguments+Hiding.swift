import Glibc

/// What others of the machine see of this process's command line.
extension ProgramArguments {
  /// Takes the values out of `-e K=V`, `--env K=V` and `env set K=V`, up to the agent's own command. What was
  /// read before stays.
  package static func hideSecrets() {
    let words = (1..<max(1, Int(CommandLine.argc))).compactMap { CommandLine.unsafeArgv[$0] }
    func has(_ index: Int, _ text: String) -> Bool {
      words.indices.contains(index) && strcmp(words[index], text) == 0
    }
    let sets = has(0, "env") && has(1, "set")
    for (index, word) in words.enumerated() {
      if has(index, "--") { return }
      let isJoined = strncmp(word, "--env=", 6) == 0
      guard
        isJoined || strncmp(word, "-e", 2) == 0 || has(index - 1, "-e") || has(index - 1, "--env")
          || (sets && index > 1),
        let equals = strchr(word + (isJoined ? 6 : 0), Int32(UInt8(ascii: "=")))
      else { continue }
      memset(equals + 1, Int32(UInt8(ascii: "x")), strlen(equals + 1))
    }
  }
}
