/// The descriptors that the supervisor hands to the sandbox it starts.
package enum StageDescriptor {
  /// bwrap reads its arguments here.
  package static let arguments: Int32 = 3
  /// bwrap reads the system call filter here.
  package static let filter: Int32 = 4
  /// The inner stage reports here.
  package static let report: Int32 = 5
  /// The inner stage is told here.
  package static let control: Int32 = 6

  /// bwrap says here which process is the sandbox's first.
  package static let information: Int32 = 7

  /// The inner stage's argv: `program inner REPORT CONTROL PROCESSES MEMORY WAITS -- command…`: at most
  /// so many processes, 0 for no limits; at most so many bytes for data each, 0 for any number; 1 when
  /// the command is to start only once the supervisor says so.
  package static func stage(
    _ program: String, processes: Int, memory: Int, waits: Bool = false, _ command: [String]
  ) -> [String] {
    [program, "inner", String(report), String(control), String(processes), String(memory)]
      + [waits ? "1" : "0", "--"] + command
  }
}
