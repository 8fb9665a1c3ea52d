/// What an agent has reached and what it was kept from, counted; in the file of its supervisor a line
/// for each: the verdict (`-` for what was reached), the port, how often, when last, the host.
package struct NetworkTally: Sendable, Equatable {
  /// What is counted together.
  package struct Key: Hashable, Sendable {
    /// The host as it was asked for: printable, and not necessarily a name.
    package var host: String
    /// The port; 0 where none was understood.
    package var port: UInt16
    /// Why it was not let through, a word of the gate; empty when it was.
    package var verdict: String

    /// Makes one from its parts.
    package init(host: String, port: UInt16, verdict: String) {
      self.host = host
      self.port = port
      self.verdict = verdict
    }
  }

  /// How often, and when.
  package struct Entry: Sendable, Equatable {
    /// What.
    package var key: Key
    /// How often.
    package var count: Int
    /// When last.
    package var last: Timestamp
  }

  /// Those that came last are last.
  package private(set) var entries: [Entry] = []

  /// The most entries; those that were last long ago go.
  private static let most = 300

  /// An empty one.
  package init() {}

  /// Counts something.
  package mutating func add(_ key: Key, _ count: Int, at time: Timestamp) {
    var entry = Entry(key: key, count: 0, last: time)
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entry = entries.remove(at: index)
    }
    entry.count += count
    entry.last = time
    entries.append(entry)
    if entries.count > Self.most { entries.removeFirst() }
  }

  /// What was not let through.
  package var refusals: [Entry] { entries.filter { !$0.key.verdict.isEmpty } }

  /// As the file.
  package var text: String {
    entries.map { entry in
      let verdict = entry.key.verdict.isEmpty ? "-" : entry.key.verdict
      return "\(verdict) \(entry.key.port) \(entry.count) \(entry.last.seconds) \(entry.key.host)\n"
    }.joined()
  }

  /// Reads the file; lines that are none are left out.
  package init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 4)
      guard words.count == 5, let port = UInt16(words[1]), let count = Int(words[2]),
        let time = Int(words[3])
      else { continue }
      let key = Key(
        host: String(words[4]), port: port, verdict: words[0] == "-" ? "" : String(words[0]))
      entries.append(Entry(key: key, count: count, last: Timestamp(seconds: time)))
    }
  }
}
