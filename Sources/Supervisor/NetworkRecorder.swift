import AgentModel
import Glibc
import Redaction

/// Writes down what an agent reached and what it was kept from: all of it beside its state, refusals in
/// the home's audit as well.
final class NetworkRecorder {
  private var tally = NetworkTally()
  private var written: [NetworkTally.Key: Int] = [:]
  private let audit: String

  /// Milliseconds between two lines about the same.
  private static let pause = 60_000
  /// Lines in that time.
  private static let linesPerPause = 100
  private var budget = NetworkRecorder.linesPerPause
  private var budgetFrom = milliseconds()

  private let redactor: Redactor

  /// `redactor` takes secrets out of the names that an agent asks for.
  init(_ record: LaunchRecord, _ redactor: Redactor) {
    audit = record.auditFile
    self.redactor = redactor
  }

  /// Takes what the gate has counted.
  func take(_ counts: [(key: NetworkTally.Key, count: Int)], agent: String, file: String) {
    guard !counts.isEmpty else { return }
    let now = Timestamp(seconds: time(nil))
    for (seen, count) in counts {
      var key = seen
      key.host = redactor.redacted(key.host)
      tally.add(key, count, at: now)
      if !key.verdict.isEmpty { note(key, now, agent) }
    }
    try? replaceFile(file, with: Array(tally.text.utf8))
  }

  /// A line `ACCESS DENIED`: at once for something new, now and then for what goes on.
  private func note(_ key: NetworkTally.Key, _ time: Timestamp, _ agent: String) {
    let now = milliseconds()
    if let last = written[key], now - last < Self.pause { return }
    if now - budgetFrom > Self.pause {
      budgetFrom = now
      budget = Self.linesPerPause
    }
    // What an agent does a thousand times must not drown what others do.
    guard budget > 0 else { return }
    budget -= 1
    if written.count > 1000 { written = [:] }
    written[key] = now
    let total = tally.entries.last { $0.key == key }?.count ?? 1
    let fields = [
      "\"time\":\"\(time)\"", "\"event\":\"ACCESS DENIED\"", "\"agent\":\"\(agent)\"",
      "\"host\":\"\(NetworkRecorder.quoted(key.host))\"", "\"port\":\(key.port)",
      "\"reason\":\"\(key.verdict)\"", "\"count\":\(total)",
    ]
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = open(audit, flags, 0o600)
    guard descriptor >= 0 else { return }
    writeAll(descriptor, Array("{\(fields.joined(separator: ","))}\n".utf8))
    close(descriptor)
  }

  /// Printable characters as they stand in a string of JSON.
  private static func quoted(_ text: String) -> String {
    text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }.map(String.init).joined()
  }
}
