/// What an agent may use; nil for what is usual.
package struct AgentLimits: Sendable, Equatable {
  /// Bytes of memory that each of its processes may have for data.
  package var memory: Int?
  /// How many processes it may have.
  package var processes: Int?
  /// Seconds after which it is ended.
  package var seconds: Int?

  /// No limit of its own.
  package init() {}
}
