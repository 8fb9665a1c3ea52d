/// The terminals of other programs.
package protocol Terminals: Sendable {
  /// Whether a terminal hands on whole lines, as it does unless its program has asked for each byte.
  /// False when that can't be told.
  func isByLine(_ path: String) -> Bool
  /// The most bytes of a line that such a terminal takes.
  var longestLine: Int { get }
}
