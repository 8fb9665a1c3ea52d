/// Whether an agent gets an identity of its own from `gl`.
package enum IdentityMode: String, Sendable {
  /// Where `gl` is installed.
  case auto
  /// Always; without `gl` the agent is not made.
  case force
  case off
}
