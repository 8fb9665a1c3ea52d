import AgentModel
import Host

extension AgentStore {
  /// A uid of its own for each of `names` that has none: the lowest of the range that no agent of
  /// this home has. The search starts at a place that differs from home to home.
  /// Throws `StoreError`.
  package func uids(
    for names: [AgentName], in range: ClosedRange<UInt32>
  ) throws -> [AgentName: UInt32] {
    var taken = Set(agents().agents.compactMap(\.uid))
    var given: [AgentName: UInt32] = [:]
    let count = UInt64(range.upperBound - range.lowerBound) + 1
    let start = layout.root.utf8.reduce(5381 as UInt64) { $0 &* 33 &+ UInt64($1) } % count
    var offset: UInt64 = 0
    for name in names {
      while offset < count {
        let uid = range.lowerBound + UInt32((start + offset) % count)
        offset += 1
        guard taken.insert(uid).inserted else { continue }
        given[name] = uid
        break
      }
      guard given[name] != nil else {
        throw StoreError.noUidLeft(range: "\(range.lowerBound)-\(range.upperBound)")
      }
    }
    return given
  }
}
