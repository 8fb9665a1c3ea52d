import AgentModel
import Host

extension AgentStore {
  /// A uid of its own for each of `names`: the next of the range that no agent of this home has.
  /// None is given twice before the range is through, whoever has gone meanwhile. The home's lock
  /// must be held. Throws `StoreError` or `HostError`.
  package func uids(
    for names: [AgentName], in range: ClosedRange<UInt32>
  ) throws -> [AgentName: UInt32] {
    let taken = Set(agents().agents.compactMap(\.uid))
    let count = UInt64(range.upperBound - range.lowerBound) + 1
    var given: [AgentName: UInt32] = [:]
    var next = try nextUid ?? layout.number % count
    var tries: UInt64 = 0
    for name in names {
      while given[name] == nil {
        guard tries < count else {
          throw StoreError.noUidLeft(range: "\(range.lowerBound)-\(range.upperBound)")
        }
        let uid = range.lowerBound + UInt32(next % count)
        next += 1
        tries += 1
        if !taken.contains(uid) { given[name] = uid }
      }
    }
    try host.files.write(
      layout.uidCounter, Array("\(next)\n".utf8), permissions: 0o600)
    return given
  }

  private var nextUid: UInt64? {
    get throws {
      guard host.files.facts(layout.uidCounter) != nil else { return nil }
      let text = String(decoding: try host.files.read(layout.uidCounter, limit: 64), as: UTF8.self)
      return UInt64(text.filter(\.isNumber))
    }
  }
}
