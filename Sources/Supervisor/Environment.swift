import Glibc

/// The environment of this process.
enum Environment {
  /// All of it, as `K=V`.
  static var current: [String] {
    var variables: [String] = []
    var entry = environ
    while let text = entry.pointee {
      variables.append(String(cString: text))
      entry += 1
    }
    return variables
  }

  /// The value of a variable.
  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The path of a program: itself when it has a slash, else the first on `PATH` that can be run.
  static func find(_ program: String, in environment: [String]) -> String? {
    if program.contains("/") { return program }
    let path = environment.last { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }
}
