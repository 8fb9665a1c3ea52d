import AgentModel
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
    var counts: [JournalEvent: Int] = [:]
    guard store.host.files.facts(store.layout.journal) != nil else { return counts }
    let file = try store.host.files.open(store.layout.journal)
    let events = JournalEvent.allCases.map { ($0, Array($0.rawValue.utf8)) }
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var offset = 0
    var column = 0
    var word: [UInt8] = []
    while true {
      let length = buffer.withUnsafeMutableBytes { file.read(at: offset, into: $0) }
      guard length > 0 else { break }
      offset += length
      buffer.withUnsafeBufferPointer { bytes in
        var index = 0
        while index < length {
          let byte = bytes[index]
          if byte == 10 {
            column = 0
            word.removeAll(keepingCapacity: true)
          } else if byte == 9 {
            column += 1
            if column == 2, let event = events.first(where: { $0.1 == word }) {
              counts[event.0, default: 0] += 1
            }
          } else if column == 1, word.count < 16 {
            word.append(byte)
          }
          // Of the rest of a line nothing is wanted.
          if column >= 2, let newline = memchrIndex(bytes, from: index, to: length) {
            index = newline
          } else if column >= 2 {
            break
          } else {
            index += 1
          }
        }
      }
    }
    return counts
  }

  private func memchrIndex(
    _ bytes: UnsafeBufferPointer<UInt8>, from: Int, to: Int
  ) -> Int? {
    var index = from
    while index < to {
      if bytes[index] == 10 { return index }
      index += 1
    }
    return nil
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> Entry? {
    let fields = line.split(separator: 9, maxSplits: 3, omittingEmptySubsequences: false)
    guard fields.count >= 3 else { return nil }
    let texts = fields.map { String(decoding: $0, as: UTF8.self) }
    return Entry(
      time: texts[0], event: texts[1], name: texts[2], detail: texts.count > 3 ? texts[3] : "")
  }
}
