/// Numbers of things, for people.
enum Count {
  /// `1 agent`, `2 agents`.
  static func of(_ number: Int, _ thing: String) -> String {
    number == 1 ? "1 \(thing)" : "\(number) \(thing)s"
  }
}
