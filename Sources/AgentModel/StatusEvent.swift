/// A change of an agent's status: a line of the home's events, its fields apart by tabs.
package struct StatusEvent: Equatable, Sendable {
  /// When.
  package var time: Timestamp
  /// The agent's name at that time.
  package var name: String
  /// The status before, as `AgentStatus.text`; empty for the first.
  package var old: String
  /// The status since.
  package var new: String
  /// Who said so.
  package var source: String
  /// What it waits on, in its own words; may be empty.
  package var sentence: String

  /// Makes one from its parts.
  package init(
    time: Timestamp, name: String, old: String, new: String, source: String, sentence: String
  ) {
    self.time = time
    self.name = name
    self.old = old
    self.new = new
    self.source = source
    self.sentence = sentence
  }

  /// Reads a line; nil when it is none of ours.
  package init?(_ line: String) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 6, let time = Timestamp(fields[0]), !fields[1].isEmpty else { return nil }
    self.init(
      time: time, name: fields[1], old: fields[2], new: fields[3], source: fields[4],
      sentence: fields[5])
  }

  /// The line, without its newline.
  package var text: String {
    let fields = [time.description, name, old, new, source, sentence]
    return fields.map { field in
      String(field.map { $0 == "\t" || $0 == "\n" || $0 == "\r\n" || $0 == "\r" ? " " : $0 })
    }.joined(separator: "\t")
  }
}
