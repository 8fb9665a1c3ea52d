/// A layer of a sandbox that an agent can do without. Namespaces and mounts are the sandbox itself, and
/// what it reaches is its network's mode.
package enum SandboxLayer: String, Sendable, CaseIterable {
  /// The filter of system calls.
  case seccomp
  /// The rules that the inner stage sets for all that runs in it.
  case landlock
  /// The limits of each process.
  case limits
  /// The limits of all its processes together.
  case cgroup

  /// Those named in a list with spaces; what is no layer is left out.
  package static func list(_ text: String) -> [SandboxLayer] {
    text.split(separator: " ").compactMap { SandboxLayer(rawValue: String($0)) }
  }
}
