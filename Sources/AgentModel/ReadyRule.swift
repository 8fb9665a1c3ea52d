/// When an agent's screen says that it takes input. The patterns are POSIX extended regular
/// expressions, each matched within one line of the screen.
package struct ReadyRule: Sendable, Equatable {
  /// Each must match some line.
  package var all: [String]
  /// None may match any line.
  package var none: [String]

  /// Makes one from its parts.
  package init(all: [String] = [], none: [String] = []) {
    self.all = all
    self.none = none
  }
}
