import Host

/// What a start that fails must put back: folders that it made go, files that it changed are as they
/// were. What was there before is never removed.
package struct Undo: Sendable {
  private var made: [String] = []
  private var saved: [(path: String, bytes: [UInt8]?)] = []
  private var displaced: [(path: String, place: String)] = []
  private var moved: [(path: String, place: String)] = []

  /// Nothing in particular.
  package init() {}

  /// Takes note that a path is about to be made; nothing when something is there already.
  package mutating func willMake(_ path: String, _ files: any HostFiles) {
    if files.facts(path) == nil { made.append(path) }
  }

  /// Keeps a small file's bytes, or that there was none.
  package mutating func willChange(_ path: String, _ files: any HostFiles) {
    saved.append((path, try? files.read(path, limit: 1 << 20)))
  }

  /// Moves a file of any size to another place, where it stays when all goes well. Throws `HostError`.
  package mutating func moveAside(
    _ path: String, to place: String, _ files: any HostFiles
  ) throws {
    guard files.facts(path)?.kind == .file else { return }
    try files.move(path, to: place)
    moved.append((path, place))
  }

  /// Takes note that something was moved, and whence.
  package mutating func willMoveBack(_ path: String, to place: String) {
    displaced.append((path, place))
  }

  /// Puts everything back.
  package func run(_ files: any HostFiles) {
    for path in made.reversed() { try? files.remove(path) }
    for (path, bytes) in saved.reversed() {
      if let bytes {
        try? files.write(path, bytes, permissions: 0o600)
      } else if files.facts(path)?.kind == .file {
        try? files.remove(path)
      }
    }
    for (path, place) in displaced { try? files.move(path, to: place) }
    for (path, place) in moved {
      try? files.remove(path)
      try? files.move(place, to: path)
    }
  }
}
