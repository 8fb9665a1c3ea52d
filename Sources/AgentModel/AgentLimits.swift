/// What an agent may use; nil for what is usual.
package struct AgentLimits: Sendable, Equatable {
  /// Bytes of memory that it may have: all its processes together where there is a control group for it,
  /// else each of them for data.
  package var memory: Int?
  /// How many processes it may have.
  package var processes: Int?
  /// Hundredths of a processor that it may use.
  package var processorShare: Int?
  /// Seconds after which it is ended.
  package var seconds: Int?

  /// No limit of its own.
  package init() {}
}
