/// A process as the kernel accounts for it.
package struct ProcessFacts: Sendable, Equatable {
  /// Its pid.
  package var pid: Int32
  /// The pid of its parent.
  package var parent: Int32
  /// Seconds of processor time that it has used.
  package var cpuSeconds: Double
  /// Seconds since it was started.
  package var ageSeconds: Double
  /// Bytes of memory that it has in use.
  package var residentBytes: Int

  /// Makes one from its parts.
  package init(
    pid: Int32, parent: Int32, cpuSeconds: Double, ageSeconds: Double, residentBytes: Int
  ) {
    self.pid = pid
    self.parent = parent
    self.cpuSeconds = cpuSeconds
    self.ageSeconds = ageSeconds
    self.residentBytes = residentBytes
  }
}

/// All processes of the machine at one moment.
package struct ProcessTable: Sendable {
  private let byParent: [Int32: [ProcessFacts]]
  private let byPid: [Int32: ProcessFacts]
  /// Bytes of memory of the machine.
  package let memoryBytes: Int

  /// Makes one from its parts.
  package init(_ processes: [ProcessFacts], memoryBytes: Int) {
    byParent = Dictionary(grouping: processes, by: \.parent)
    byPid = Dictionary(processes.map { ($0.pid, $0) }) { first, _ in first }
    self.memoryBytes = memoryBytes
  }

  /// A process and all that descend from it; none when it has gone.
  package func tree(of pid: Int32) -> [ProcessFacts] {
    guard let root = byPid[pid] else { return [] }
    var tree = [root]
    var index = 0
    while index < tree.count {
      tree += byParent[tree[index].pid] ?? []
      index += 1
    }
    return tree
  }
}
