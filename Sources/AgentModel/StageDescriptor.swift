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
  /// The agent's standard error, where it is not its standard output.
  package static let errors: Int32 = 12
  /// Processes of control groups, each to be written into; this one and those behind it.
  package static let groups: Int32 = 8
}
