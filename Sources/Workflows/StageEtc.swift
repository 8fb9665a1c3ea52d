import Host
import Sandbox

/// Stages the `/etc` that this home's agents see.
package struct StageEtc {
  private let context: Context

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// The folder, made when it is not there or its sources have changed. Agents that run keep the
  /// one that they were started with; older ones go when no agent runs. Throws `HostError`.
  package func run() throws -> String {
    if let present = newest, isFresh(present) { return context.layout.etc(present) }
    return try context.store.whileLocked {
      // Another command may have been quicker.
      if let present = newest, isFresh(present) { return context.layout.etc(present) }
      let number = (numbers.max() ?? 0) + 1
      let folder = context.layout.etc(number)
      try stage(folder)
      for name in EtcStage.refreshed {
        try context.files.write("\(folder)/\(name)", source(name), permissions: 0o644)
      }
      try context.files.write("\(folder).mark", Array(fingerprint.utf8), permissions: 0o600)
      if !context.store.agents().agents.contains(where: { !$0.state.isDead }) {
        for old in numbers where old < number {
          try context.files.remove("\(context.layout.etc(old)).mark")
          try context.files.remove(context.layout.etc(old))
        }
      }
      return folder
    }
  }

  /// The numbers of all staged folders, half-made ones included.
  private var numbers: [Int] {
    ((try? context.files.list(context.layout.run)) ?? []).compactMap { name in
      name.hasPrefix("etc.") ? Int(name.dropFirst(4)) : nil
    }
  }

  private var newest: Int? {
    numbers.filter { context.files.facts("\(context.layout.etc($0)).mark") != nil }.max()
  }

  private func isFresh(_ number: Int) -> Bool {
    (try? context.files.read("\(context.layout.etc(number)).mark", limit: 1 << 21))
      == Array(fingerprint.utf8)
  }

  /// Changes when a source does. No folder is written in that agents may see: the kernel would take away what
  /// is mounted on a file that is replaced there.
  private var fingerprint: String {
    EtcStage.copied.map { name in
      let facts = context.files.facts("/etc/\(name)")
      return "\(name) \(facts?.modified ?? 0) \(facts?.inode ?? 0)\n"
    }.joined()
      + EtcStage.refreshed.map { String(decoding: source($0), as: UTF8.self) }.joined() + "6\n"
  }

  private func source(_ name: String) -> [UInt8] {
    (try? context.files.readFollowingLinks("/etc/\(name)", limit: 1 << 20)) ?? []
  }

  private func stage(_ folder: String) throws {
    try context.files.makeDirectory(folder, permissions: 0o755)
    for name in EtcStage.copied where context.files.facts("/etc/\(name)") != nil {
      let target = "\(folder)/\(name)"
      if let slash = name.lastIndex(of: "/") {
        try context.files.makeDirectory("\(folder)/\(name[..<slash])", permissions: 0o755)
      }
      if context.files.facts("/etc/\(name)")?.kind == .link {
        // A single link, such as localtime: what it leads to.
        if let bytes = try? context.files.readFollowingLinks("/etc/\(name)", limit: 1 << 20) {
          try context.files.write(target, bytes, permissions: 0o644)
        }
        continue
      }
      if context.files.facts("/etc/\(name)")?.kind == .directory {
        // A root caller's agent is another user.
        try context.files.makeDirectory(target, permissions: 0o755)
      }
      // What the caller may not read, the agent can't have.
      try? context.files.copyTree(
        "/etc/\(name)", to: target, excluding: ["private"])
    }
    for (name, text) in EtcStage.made {
      try context.files.write("\(folder)/\(name)", Array(text.utf8), permissions: 0o644)
    }
  }
}
