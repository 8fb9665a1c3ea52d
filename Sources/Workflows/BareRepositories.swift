import Host

/// Folders that git takes for repositories without a work tree, found by their parts.
struct BareRepositories {
  private static let parts: Set<String> = ["HEAD", "objects", "refs", "commondir"]
  private var found: [String: Set<String>] = [:]

  /// Takes note of something in a tree.
  mutating func note(_ entry: TreeEntry) {
    let names = entry.names
    guard let name = names.last, Self.parts.contains(name) else { return }
    found[names.dropLast().joined(separator: "/"), default: []].insert(name)
  }

  /// All of them, by their paths from the top of the tree.
  var all: [String] {
    found.filter { entry in
      entry.value.contains("HEAD")
        && (entry.value.contains("commondir") || entry.value.isSuperset(of: ["objects", "refs"]))
    }.map(\.key).sorted()
  }
}
