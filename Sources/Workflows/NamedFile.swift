import AgentModel
import Host

/// A file that a person has named. Where its path leads into a folder that agents work in, one may have put a
/// link there since: from there on none is followed.
struct NamedFile {
  private let context: Context

  /// For the home of that context.
  init(_ context: Context) { self.context = context }

  /// Its bytes. Throws `HostError`.
  func read(_ path: String, limit: Int) throws(HostError) -> [UInt8] {
    let files = context.files
    let places =
      [context.layout.root] + context.store.agents().agents.compactMap(\.place)
    let parts = path.split(separator: "/").map(String.init)
    for count in 1..<max(1, parts.count) {
      guard let folder = files.resolved("/" + parts[..<count].joined(separator: "/")),
        let place = places.first(where: { FolderPath.holds($0, folder) })
      else { continue }
      let inner = FolderPath.inner(place, folder).map { [$0] } ?? []
      let rest = (inner + parts[count...]).joined(separator: "/")
      guard let bytes = try files.read(below: place, rest, limit: limit) else {
        throw .file(path: path, code: 2, reason: "No such file or directory")
      }
      return bytes
    }
    return try files.readFollowingLinks(path, limit: limit)
  }
}
