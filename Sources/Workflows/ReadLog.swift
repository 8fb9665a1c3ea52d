import AgentModel
import AgentStore
import Host
import TerminalText

/// Shows an agent's log: its last lines, all of it, or what comes. As plain text unless raw.
package struct ReadLog {
  /// How much of the log is wanted.
  package enum Amount: Sendable, Equatable {
    case lines(Int)
    case all
  }

  /// Bytes for each line that is looked back for: more are no line that anybody reads.
  private static let bytesPerLine = 4096
  private static let leastBytes = 65536
  private static let chunk = 1 << 18

  private let context: Context
  private let name: AgentName
  private let isRaw: Bool

  package init(_ context: Context, _ name: AgentName, isRaw: Bool) {
    self.context = context
    self.name = name
    self.isRaw = isRaw
  }

  /// Writes what is there to standard output; returns the offset behind it.
  /// Throws `WorkflowError.noLog` or `HostError`.
  @discardableResult
  package func show(_ amount: Amount) throws -> Int {
    let file = try open()
    let end = file.size
    var filter = PlainText()
    let start: Int =
      switch amount {
      case .all: file.start
      case .lines(let lines): ReadLog.offset(ofLast: lines, in: file)
      }
    copy(file, from: start, to: end, through: &filter, isLast: true)
    return end
  }

  /// The plain text of the log's last bytes. Throws as `show`.
  package func tail(bytes: Int) throws -> String {
    let file = try open()
    var buffer = [UInt8](repeating: 0, count: bytes)
    let start = max(file.start, file.size - bytes)
    let count = buffer.withUnsafeMutableBytes { file.read(at: start, into: $0) }
    return String(decoding: PlainText.of(Array(buffer[..<count])), as: UTF8.self)
  }

  /// Why following ended.
  package enum End: Equatable { case agentEnded, interrupted, timeout, outputFailed }

  /// Writes what comes, from `offset` on, until the agent has ended. Throws as `show`.
  package func follow(from offset: Int, until deadline: Deadline? = nil) throws -> End {
    let path = context.layout.logFile(name)
    let watch = try context.host.watching.watch([path], life: context.store.lockFile(name))
    let file = try open()
    var filter = PlainText()
    var offset = offset
    var cut = 0
    while true {
      let end = file.size
      if end < offset {
        // The supervisor has cut the front off.
        let total = context.store.runRecord(name)?.logCut ?? 0
        offset = max(file.start, offset - max(0, total - cut))
        offset = min(offset, end)
        cut = total
      }
      copy(file, from: offset, to: end, through: &filter, isLast: true)
      offset = end
      if context.host.console.outputFailure != nil { return .outputFailed }
      switch watch.wait(until: deadline) {
      case .changed: continue
      case .timeout:
        return .timeout
      case .interrupted: return .interrupted
      case .ended:
        copy(file, from: offset, to: file.size, through: &filter, isLast: true)
        return .agentEnded
      }
    }
  }

  private func open() throws -> any ReadableFile {
    let path = context.layout.logFile(name)
    guard context.files.facts(path) != nil else { throw WorkflowError.noLog(name) }
    return try context.files.open(path)
  }

  private func copy(
    _ file: any ReadableFile, from start: Int, to end: Int, through filter: inout PlainText,
    isLast: Bool
  ) {
    guard start < end else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ReadLog.chunk, alignment: 16)
    defer { buffer.deallocate() }
    var offset = start
    while offset < end, context.host.console.outputFailure == nil {
      let want = min(end - offset, buffer.count)
      let count = file.read(
        at: offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<want]))
      guard count > 0 else { break }
      offset += count
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      if isRaw {
        context.host.console.write(piece)
      } else {
        filter.feed(piece)
        filter.drain(all: isLast && offset >= end) { context.host.console.write($0) }
      }
    }
  }

  /// Where the last `lines` lines begin; of a log without newlines, where its last bytes do.
  private static func offset(ofLast lines: Int, in file: any ReadableFile) -> Int {
    let end = file.size
    let floor = max(file.start, end - max(leastBytes, min(lines, end) * bytesPerLine))
    guard lines > 0 else { return end }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var left = lines
    var offset = end
    while offset > floor {
      let start = max(floor, offset - buffer.count)
      let count = file.read(
        at: start, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<(offset - start)]))
      guard count == offset - start else { return floor }
      for index in stride(from: count - 1, through: 0, by: -1) where buffer[index] == 10 {
        // The newline that ends the last line parts nothing.
        if start + index == end - 1 { continue }
        left -= 1
        if left == 0 { return start + index + 1 }
      }
      offset = start
    }
    return floor
  }
}
