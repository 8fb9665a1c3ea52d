import ArgumentParser

/// All verbs: one row each, in the order of the help.
enum VerbTable {
  enum Group: String, CaseIterable {
    case lifecycle = "Lifecycle"
    case observe = "Observe"
    case steer = "Steer"
    case configure = "Configure"
  }

  struct Row {
    let name: String
    var aliases: [String] = []
    let group: Group
    let usage: String
    let type: any Verb.Type
    /// For verbs that end in a command's own words: how many words come before those, and which
    /// options take a value.
    var wordsAfter: Int?
    var valueOptions: Set<String> = []

    /// The arguments with `--` before the command's own words, so that none of them is taken for an
    /// option of ours.
    func separated(_ arguments: [String]) -> [String] {
      guard let wordsAfter else { return arguments }
      var positionals = 0
      var index = 0
      while index < arguments.count {
        let argument = arguments[index]
        if argument == "--" { return arguments }
        if argument.hasPrefix("-"), argument.count > 1 {
          index += valueOptions.contains(argument) ? 2 : 1
        } else if positionals == wordsAfter {
          return arguments[..<index] + ["--"] + arguments[index...]
        } else {
          positionals += 1
          index += 1
        }
      }
      return arguments
    }
  }

  static let rows: [Row] = [
    Row(
      name: "spawn", group: .lifecycle, usage: "NAME [-p PROFILE] [-P PROMPT] [-t K=V]… [-- CMD…]",
      type: Spawn.self),
    Row(
      name: "swarm", group: .lifecycle, usage: "BASE COUNT [spawn's options] [-- CMD…]",
      type: Swarm.self),
    Row(
      name: "run", group: .lifecycle, usage: "[-p PROFILE] [-P PROMPT] [--timeout S] [--] CMD…",
      type: Run.self, wordsAfter: 0,
      valueOptions: [
        "-p", "--profile", "-P", "--prompt", "--timeout", "--name", "--ready-timeout", "-e",
        "--env", "--env-file", "--memory", "--pids",
      ]),
    Row(name: "restart", group: .lifecycle, usage: "NAME", type: Restart.self),
    Row(name: "kill", group: .lifecycle, usage: "NAME…", type: Kill.self),
    Row(name: "killall", group: .lifecycle, usage: "[-t K=V] [-f]", type: Killall.self),
    Row(name: "clean", group: .lifecycle, usage: "[-f]", type: Clean.self),
    Row(name: "purge", group: .lifecycle, usage: "[-f]", type: Purge.self),
    Row(name: "watch", group: .observe, usage: "[--once]", type: Watch.self),
    Row(
      name: "list", aliases: ["ls"], group: .observe,
      usage: "[--json] [-q] [-t K=V] [-s STATUS]", type: List.self),
    Row(name: "info", group: .observe, usage: "NAME [--json]", type: Info.self),
    Row(name: "logs", group: .observe, usage: "NAME [-n LINES] [-f] [--raw]", type: Logs.self),
    Row(name: "wait", group: .observe, usage: "NAME [--timeout S]", type: Wait.self),
    Row(name: "attach", group: .steer, usage: "NAME", type: Attach.self),
    Row(
      name: "exec", group: .steer, usage: "NAME [-f FILE] [--no-enter] [--] TEXT…", type: Exec.self,
      wordsAfter: 1, valueOptions: ["-f", "--file"]),
    Row(name: "send", group: .steer, usage: "NAME FILE", type: Send.self),
    Row(
      name: "broadcast", group: .steer, usage: "[-t K=V] [--] TEXT…", type: Broadcast.self,
      wordsAfter: 0, valueOptions: ["-t", "--tag"]),
    Row(name: "profiles", group: .configure, usage: "[--json]", type: Profiles.self),
    Row(
      name: "env", group: .configure, usage: "list|get K|set K=V|unset K|edit|path",
      type: EnvironmentVerb.self),
    Row(name: "root", group: .configure, usage: "", type: Root.self),
    Row(name: "version", group: .configure, usage: "", type: Version.self),
    Row(name: "help", group: .configure, usage: "[COMMAND]", type: Help.self),
  ]

  static func find(_ word: String) -> Row? {
    rows.first { $0.name == word || $0.aliases.contains(word) }
  }

  static var words: [String] { rows.flatMap { [$0.name] + $0.aliases } }
}
