/// An error that a person can read and act upon; the one renderer prints it as
/// `agentvm: problem: 'culprit'` and, where there is a next step, `try: hint`.
package protocol UserFacingError: Error {
  /// What is wrong, lower case, without the culprit and without a full stop.
  var problem: String { get }
  /// The offending value, printed last.
  var culprit: String? { get }
  /// What to type next.
  var hint: String? { get }
  /// The exit status of the command: 1 unless the contract says otherwise.
  var exitStatus: Int32 { get }
}

extension UserFacingError {
  package var culprit: String? { nil }
  package var hint: String? { nil }
  package var exitStatus: Int32 { 1 }
}
