import AgentModel
import AgentStore
import Host
import TerminalText

/// Writes what agents write, as it comes, through their restarts, until all of them have ended.
package final class FollowLogs {
  private let context: Context
  private let isRaw: Bool
  private var followed: [Followed]

  /// Seconds that an ended agent is given to be started again.
  private static let patience = 3.0

  /// One agent's log.
  private final class Followed {
    let name: AgentName
    let log: ReadLog
    let output: LogOutput
    var file: any ReadableFile
    var inode: UInt64
    var place: ReadLog.Place
    var filter = PlainText()

    init(
      _ name: AgentName, _ log: ReadLog, _ output: LogOutput, inode: UInt64, place: ReadLog.Place
    ) throws {
      self.name = name
      self.log = log
      self.output = output
      self.inode = inode
      self.place = place
      file = try log.open()
    }
  }

  /// For the home of that context.
  package init(_ context: Context, isRaw: Bool) {
    self.context = context
    self.isRaw = isRaw
    followed = []
  }

  /// Adds an agent whose log was shown up to a place. Throws as `ReadLog.show`.
  package func add(
    _ name: AgentName, _ log: ReadLog, from place: ReadLog.Place, to output: LogOutput
  ) throws {
    followed.append(try Followed(name, log, output, inode: inode(of: name), place: place))
  }

  /// Follows them. True when a signal asked to end.
  package func run() throws -> Bool {
    while true {
      let watch = try context.host.watching.watch(
        followed.map { context.layout.logFile($0.name) }.filter { context.files.facts($0) != nil }
          + [context.layout.state],
        lives: followed.map { context.store.lockFile($0.name) })
      var deadline: Deadline?
      var isFresh = true
      while isFresh {
        try copyAll()
        if context.host.console.outputFailure != nil { return false }
        if isOver {
          let end = deadline ?? context.host.clock.deadline(in: FollowLogs.patience)
          if context.host.clock.isPast(end) { return finish() }
          deadline = end
        } else {
          deadline = nil
        }
        if watch.wait(until: deadline) == .interrupted {
          _ = finish()
          return true
        }
        try copyAll()
        isFresh = try !reopenAll()
      }
    }
  }

  /// Whether none of them lives, and none is being started.
  private var isOver: Bool {
    followed.allSatisfy { context.files.holder(of: context.store.lockFile($0.name)) == .nobody }
  }

  private func finish() -> Bool {
    for item in followed {
      if !isRaw { item.filter.drain(all: true) { item.output.write($0) } }
      item.output.finish()
    }
    return false
  }

  private func copyAll() throws {
    for item in followed {
      try item.log.copy(item.file, from: &item.place, to: nil, through: &item.filter)
    }
  }

  /// Turns to the new log of an agent that was started again. True when there was one.
  private func reopenAll() throws -> Bool {
    var hasNew = false
    for item in followed {
      let inode = inode(of: item.name)
      guard inode != 0, inode != item.inode else { continue }
      item.file = try item.log.open()
      item.inode = inode
      item.place = .start
      item.filter = PlainText()
      hasNew = true
    }
    return hasNew
  }

  private func inode(of name: AgentName) -> UInt64 {
    context.files.facts(context.layout.logFile(name))?.inode ?? 0
  }
}
