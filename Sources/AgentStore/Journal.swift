import AgentModel
import Glibc
import Host

/// The journal: what has happened in this home, the newest last.
package struct Journal: Sendable {
  private let store: AgentStore

  /// For that store.
  package init(_ store: AgentStore) { self.store = store }

  /// A line of it. What is not one of ours is left out.
  package struct Entry: Sendable, Equatable {
    /// When, as it was written.
    package var time: String
    /// What.
    package var event: String
    /// To which agent.
    package var name: String
    /// More of it; may be empty.
    package var detail: String
  }

  private static let chunk = 1 << 16

  /// The last `count` entries (nil: all), of one kind where given; none when there is no journal.
  /// Throws `HostError`.
  package func entries(last count: Int?, event: String?) throws -> [Entry] {
    guard store.host.files.facts(store.layout.journal) != nil else { return [] }
    let file = try store.host.files.open(store.layout.journal)
    var found: [Entry] = []
    var rest: [UInt8] = []
    var offset = file.size
    while offset > 0, count.map({ found.count < $0 }) ?? true {
      let start = max(0, offset - Journal.chunk)
      var bytes = [UInt8](repeating: 0, count: offset - start)
      let length = bytes.withUnsafeMutableBytes { file.read(at: start, into: $0) }
      guard length == bytes.count else { break }
      bytes += rest
      // The first line of a piece may have begun before it.
      let cut = start == 0 ? 0 : (bytes.firstIndex(of: 10).map { $0 + 1 } ?? bytes.count)
      rest = cut == 0 ? [] : Array(bytes[..<cut])
      for line in bytes[cut...].split(separator: 10).reversed() {
        if let count, found.count == count { break }
        guard let entry = Journal.entry(line), event == nil || entry.event == event else {
          continue
        }
        found.append(entry)
      }
      offset = start
    }
    return found.reversed()
  }

  /// How often each event happened, in one pass over the bytes. Throws `HostError`.
  package func counts() throws -> [JournalEvent: Int] {
    guard store.host.files.facts(store.layout.journal) != nil else { return [:] }
    let file = try store.host.files.open(store.layout.journal)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    var tally = Tally()
    var offset = 0
    while true {
      let length = file.read(at: offset, into: buffer)
      guard length > 0 else { break }
      var end = tally.take(UnsafeRawBufferPointer(rebasing: buffer[..<length]))
      if offset + length >= file.size, end < length, length < buffer.count {
        // The last line, which nobody has finished.
        buffer[length] = 10
        _ = tally.take(UnsafeRawBufferPointer(rebasing: buffer[end...length]))
        end = length
      }
      // A line that fills the whole buffer is none of ours.
      offset += end == 0 ? length : end
      if end == 0, length < buffer.count { break }
    }
    return tally.counts
  }

  /// Counts events without making anything of a line but its place.
  private struct Tally {
    private let words = JournalEvent.allCases.map { Array("\t\($0.rawValue)\t".utf8) }
    private var numbers = [Int](repeating: 0, count: JournalEvent.allCases.count)
    /// Which event begins with a letter.
    private let byLetter: [Int8]

    init() {
      var byLetter = [Int8](repeating: -1, count: 256)
      for (index, word) in words.enumerated() { byLetter[Int(word[1])] = Int8(index) }
      self.byLetter = byLetter
    }

    var counts: [JournalEvent: Int] {
      Dictionary(uniqueKeysWithValues: zip(JournalEvent.allCases, numbers))
    }

    /// Takes the whole lines at the beginning; returns where the last of them ends.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> Int {
      guard let base = bytes.baseAddress else { return 0 }
      var start = 0
      while start < bytes.count, let found = memchr(base + start, 10, bytes.count - start) {
        let newline = base.distance(to: UnsafeRawPointer(found))
        // Behind the time, which always has the same length.
        let place = start + Journal.timeLength
        if place + 1 < newline {
          let index = Int(byLetter[Int(base.load(fromByteOffset: place + 1, as: UInt8.self))])
          if index >= 0, place + words[index].count <= newline + 1,
            memcmp(base + place, words[index], words[index].count) == 0
          {
            numbers[index] += 1
          }
        }
        start = newline + 1
      }
      return start
    }
  }

  /// Of `2026-01-31T12:00:00Z`.
  fileprivate static let timeLength = 20

  private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
    let fields = line.split(separator: 9, maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count >= 3 else { return nil }
    let texts = fields.map { String(decoding: $0, as: UTF8.self) }
    return Entry(
      time: texts[0], event: texts[1], name: texts[2], detail: texts.count > 3 ? texts[3] : "")
  }
}
