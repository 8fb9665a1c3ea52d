import AgentModel
import Host

/// A file that a person has named. Where its path leads into a folder that agents work in, one may have put a
/// link there since: from there on none is followed.
struct NamedFile {
  private let context: Context

  /// For the home of that context.
  init(_ context: Context) { self.context = context }

  /// Its bytes. Throws `HostError`; `.notARegularFile` for a link that an agent may have put there.
  func read(_ path: String, limit: Int) throws(HostError) -> [UInt8] {
    let files = context.files
    let places = [context.layout.root] + context.store.agents().agents.compactMap(\.place)
    var rest = path.split(separator: "/").map(String.init)[...]
    var reached = ""
    var links = 0
    while let part = rest.popFirst() {
      guard part != ".." else {
        reached = FolderPath.parent(reached)
        if reached == "/" { reached = "" }
        continue
      }
      let next = part == "." ? reached : "\(reached)/\(part)"
      let place = places.first { FolderPath.holds($0, reached) }
      guard let target = files.linkTarget(next) else {
        reached = next
        continue
      }
      links += 1
      guard place == nil, links <= Self.mostLinks else { throw .notARegularFile(path: path) }
      if target.hasPrefix("/") { reached = "" }
      rest = target.split(separator: "/").map(String.init) + rest
    }
    guard let place = places.first(where: { FolderPath.holds($0, reached) }),
      let inner = FolderPath.inner(place, reached)
    else { return try files.readFollowingLinks(path, limit: limit) }
    guard let bytes = try files.read(below: place, inner, limit: limit) else {
      throw .file(path: path, code: 2, reason: "No such file or directory")
    }
    return bytes
  }

  private static let mostLinks = 40
}
