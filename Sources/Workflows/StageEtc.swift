import Host
import Sandbox

/// Stages the `/etc` that this home's agents see.
package struct StageEtc {
  private let context: Context

  package init(_ context: Context) { self.context = context }

  /// Makes or refreshes it; quick when nothing has changed. Throws `HostError`.
  package func run() throws {
    let etc = context.layout.etc
    let mark = fingerprint
    let markFile = "\(etc).mark"
    let isFresh = (try? context.files.read(markFile, limit: 65536)) == Array(mark.utf8)
    if !isFresh || context.files.facts(etc) == nil {
      try context.store.whileLocked { try stage(etc) }
      try context.files.write(markFile, Array(mark.utf8), permissions: 0o600)
    }
    try refresh(etc)
  }

  /// Changes when a source does.
  private var fingerprint: String {
    EtcStage.copied.map { name in
      let facts = context.files.facts("/etc/\(name)")
      return "\(name) \(facts?.modified ?? 0) \(facts?.inode ?? 0)\n"
    }.joined() + "2\n"
  }

  /// Agents that run keep the folder that they were started with.
  private func stage(_ etc: String) throws {
    let fresh = "\(etc).\(context.host.clock.monotonic)"
    try context.files.makeDirectory(fresh, permissions: 0o755)
    for name in EtcStage.copied where context.files.facts("/etc/\(name)") != nil {
      let target = "\(fresh)/\(name)"
      if let slash = name.lastIndex(of: "/") {
        try context.files.makeDirectory("\(fresh)/\(name[..<slash])", permissions: 0o755)
      }
      if context.files.facts("/etc/\(name)")?.kind == .link {
        // A single link, such as localtime: what it leads to.
        if let bytes = try? context.files.readFollowingLinks("/etc/\(name)", limit: 1 << 20) {
          try context.files.write(target, bytes, permissions: 0o644)
        }
        continue
      }
      // What the caller may not read, the agent can't have.
      try? context.files.copyTree(
        "/etc/\(name)", to: target, excluding: ["private"], filePermissions: nil)
    }
    for (name, text) in EtcStage.made {
      try context.files.write("\(fresh)/\(name)", Array(text.utf8), permissions: 0o644)
    }
    let old = "\(fresh).old"
    if context.files.facts(etc) != nil { try context.files.move(etc, to: old) }
    try context.files.move(fresh, to: etc)
    try context.files.remove(old)
  }

  private func refresh(_ etc: String) throws {
    for name in EtcStage.refreshed {
      let present = try? context.files.read("\(etc)/\(name)", limit: 1 << 20)
      let wanted = (try? context.files.readFollowingLinks("/etc/\(name)", limit: 1 << 20)) ?? []
      guard present != wanted else { continue }
      try context.files.write("\(etc)/\(name)", wanted, permissions: 0o644)
    }
  }
}
