import AgentModel
import AgentStore
import Host

/// The changes of status that supervisors have written down.
package struct FollowEvents {
  private let context: Context
  private static let chunk = 1 << 16

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// The last `count` events, the newest last. Throws `HostError`.
  package func last(_ count: Int) throws -> [StatusEvent] { try last(count, upTo: .max) }

  /// The same, of those that lie before a place of the present file.
  private func last(_ count: Int, upTo end: Int) throws -> [StatusEvent] {
    guard count > 0 else { return [] }
    var events: [StatusEvent] = []
    for path in [context.layout.previousEvents, context.layout.events] {
      guard context.files.facts(path)?.kind == .file else { continue }
      var bytes = try context.files.read(path, limit: 64 << 20)[...]
      if path == context.layout.events { bytes = bytes.prefix(end) }
      for line in bytes.split(separator: 10) {
        if let event = StatusEvent(String(decoding: line, as: UTF8.self)) { events.append(event) }
      }
    }
    return events.suffix(count)
  }

  /// Tells of the last `count` events and of every further one, until a signal asks to end or `tell` returns false. Throws
  /// `HostError`.
  package func follow(last count: Int, _ tell: (StatusEvent) -> Bool) throws {
    try context.store.prepare()
    if context.files.facts(context.layout.events) == nil {
      _ = try context.files.create(context.layout.events, [], permissions: 0o600)
    }
    var file = try context.files.open(context.layout.events)
    var inode = context.files.facts(context.layout.events)?.inode
    var offset = file.size
    var rest: [UInt8] = []
    let watch = try context.host.watching.watch([context.layout.root], lives: [])
    for event in try last(count, upTo: offset) where !tell(event) { return }
    while true {
      let present = context.files.facts(context.layout.events)?.inode
      // What was written before the file got another name is in it by now.
      while case let bytes = read(file, at: offset), !bytes.isEmpty {
        offset += bytes.count
        rest += bytes
      }
      while let newline = rest.firstIndex(of: 10) {
        let event = StatusEvent(String(decoding: rest[..<newline], as: UTF8.self))
        rest.removeSubrange(...newline)
        if let event, !tell(event) { return }
      }
      if let present, present != inode {
        file = try context.files.open(context.layout.events)
        inode = present
        offset = 0
        continue
      }
      if watch.wait(until: nil) == .interrupted { return }
    }
  }

  private func read(_ file: any ReadableFile, at offset: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: FollowEvents.chunk)
    let count = bytes.withUnsafeMutableBytes { file.read(at: offset, into: $0) }
    return Array(bytes.prefix(max(0, count)))
  }
}
