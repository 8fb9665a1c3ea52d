import Host

/// Folders that git takes for repositories without a work tree, found by their parts.
struct BareRepositories {
  private static let parts: Set<String> = ["HEAD", "objects", "refs", "commondir"]
  /// By the bytes of their paths, for two may be the same text to people and not to the kernel.
  private var found: [[UInt8]: Set<String>] = [:]

  /// Takes note of something in a tree.
  mutating func note(_ entry: TreeEntry) {
    let names = entry.names
    guard let name = names.last, Self.parts.contains(name) else { return }
    found[Array(names.dropLast().joined(separator: "/").utf8), default: []].insert(name)
  }

  /// All of them, by their paths from the top of the tree.
  var all: [String] {
    found.filter { entry in
      entry.value.contains("HEAD")
        && (entry.value.contains("commondir") || entry.value.isSuperset(of: ["objects", "refs"]))
    }.map { String(decoding: $0.key, as: UTF8.self) }.sorted()
  }
}
