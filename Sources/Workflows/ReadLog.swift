import AgentModel
import AgentStore
import Host
import Redaction
import TerminalText

/// Shows an agent's log: its last lines, all of it, or what comes. As plain text unless raw.
package struct ReadLog {
  /// How much of the log is wanted.
  package enum Amount: Sendable, Equatable {
    case lines(Int)
    case all
    /// What was written in that second and after it.
    case since(Timestamp)
  }

  /// Bytes for each line that is looked back for: more are no line that anybody reads.
  private static let bytesPerLine = 4096
  private static let leastBytes = 65536
  private static let chunk = 1 << 18

  private let context: Context
  private let name: AgentName
  private let isRaw: Bool
  private let output: LogOutput
  /// Whether the log of the run before this one is read.
  private let isPrevious: Bool

  /// For the home of that context. What is shown goes to `output`, or as it is to standard output.
  package init(
    _ context: Context, _ name: AgentName, isRaw: Bool, output: LogOutput? = nil,
    isPrevious: Bool = false
  ) {
    self.isPrevious = isPrevious
    self.context = context
    self.name = name
    self.isRaw = isRaw
    self.output = output ?? LogOutput(context, redactor: nil)
  }

  /// A place in what the agent has written since it started, cut off or not.
  package struct Place: Sendable, Equatable {
    fileprivate var offset: Int

    /// The very beginning.
    package static let start = Place(offset: 0)
    /// Behind everything that will ever be written.
    package static let end = Place(offset: Int.max)
  }

  /// Writes what is there to standard output; returns the place behind it.
  /// Throws `WorkflowError.noLog`, `StoreError` or `HostError`.
  @discardableResult
  package func show(_ amount: Amount) throws -> Place {
    let file = try open()
    var filter = PlainText()
    var place = Place.start
    var end = place
    try whileWhole { cut in
      end.offset = cut + file.size
      switch amount {
      case .all: place.offset = cut + file.start
      case .since(let time): place.offset = max(cut + file.start, offset(at: time))
      case .lines(let lines): place.offset = cut + ReadLog.offset(ofLast: lines, in: file)
      }
    }
    try copy(file, from: &place, to: end, through: &filter)
    if output.isByLine, !isRaw { filter.drain(all: true) { output.write($0) } }
    place = Place(offset: min(place.offset, end.offset))
    return place
  }

  /// The plain text of the log's last bytes, without secrets. Throws as `show`.
  package func tail(bytes: Int) throws -> String {
    let file = try open()
    var buffer = [UInt8](repeating: 0, count: bytes)
    let start = max(file.start, file.size - bytes)
    let count = buffer.withUnsafeMutableBytes { file.read(at: start, into: $0) }
    let stream = RedactingStream(AgentSecrets(context).redactor(for: name))
    var text: [UInt8] = []
    PlainText.of(Array(buffer[..<count])).withUnsafeBytes { stream.write($0) { text += $0 } }
    stream.finish { text += $0 }
    return String(decoding: text, as: UTF8.self)
  }

  /// Why following ended.
  package enum End: Equatable { case agentEnded, interrupted, timeout, outputFailed }

  /// Writes what comes, from a place on, until the agent has ended. Throws as `show`.
  package func follow(from start: Place, until deadline: Deadline? = nil) throws -> End {
    let path = context.layout.logFile(name)
    let watch = try context.host.watching.watch([path], lives: [context.store.lockFile(name)])
    let file = try open()
    var filter = PlainText()
    var place = start
    while true {
      try copy(file, from: &place, to: nil, through: &filter)
      if context.host.console.outputFailure != nil { return .outputFailed }
      let end: End
      switch watch.wait(until: deadline) {
      case .changed: continue
      case .timeout: end = .timeout
      case .interrupted: end = .interrupted
      case .ended: end = .agentEnded
      }
      try copy(file, from: &place, to: nil, through: &filter)
      if !isRaw { filter.drain(all: true) { output.write($0) } }
      output.finish()
      return end
    }
  }

  /// The log as a file. Throws as `show`.
  func open() throws -> any ReadableFile {
    let path =
      isPrevious ? context.layout.previousLogFile(name) : context.layout.logFile(name)
    guard context.files.facts(path) != nil else { throw WorkflowError.noLog(name) }
    return try context.files.open(path)
  }

  /// As `AgentStore.whileLogIsWhole`; nobody cuts the log of an earlier run.
  private func whileWhole<Result>(_ body: (Int) -> Result) throws -> Result {
    isPrevious ? body(0) : try context.store.whileLogIsWhole(of: name, body)
  }

  /// Writes from a place to `end`, or to where the log ends now. What was cut off before it could be
  /// read is left out.
  func copy(
    _ file: any ReadableFile, from place: inout Place, to end: Place?,
    through filter: inout PlainText
  ) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: ReadLog.chunk, alignment: 16)
    defer { buffer.deallocate() }
    while context.host.console.outputFailure == nil {
      let limit = end.map { $0.offset - place.offset } ?? buffer.count
      guard limit > 0 else { break }
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(limit, buffer.count)])
      let count = try whileWhole { cut in
        place.offset = max(place.offset, cut + file.start)
        return file.read(at: place.offset - cut, into: room)
      }
      guard count > 0 else { break }
      place.offset += count
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      guard !isRaw else {
        output.writeRaw(piece)
        continue
      }
      filter.feed(piece)
      filter.drain(all: false) { output.write($0) }
    }
    // Lines that are chosen or marked are taken whole.
    if !isRaw, !output.isByLine {
      filter.drain(all: true) { output.write($0) }
      output.flush()
    }
  }

  /// How many bytes the agent had written before a second; all of them where it is not over yet.
  private func offset(at time: Timestamp) -> Int {
    let path = context.layout.timesFile(name)
    guard let bytes = try? context.files.read(path, limit: ReadLog.timesLimit) else { return 0 }
    for line in bytes.split(separator: 10) {
      let numbers = line.split(separator: 32).map { Int(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == 2, let second = numbers[0], let size = numbers[1] else { continue }
      if second >= time.seconds { return size }
    }
    return Int.max
  }

  private static let timesLimit = 16 << 20

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
