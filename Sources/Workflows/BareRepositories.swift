import Host

/// Folders that git takes for repositories without a work tree, found by their parts.
struct BareRepositories {
  private static let parts: Set<String> = ["HEAD", "objects", "refs"]
  private var found: [String: Set<String>] = [:]
  private var changed: Set<String> = []

  /// Takes note of something in a tree.
  mutating func note(_ entry: TreeEntry, isNew: Bool = false) {
    let names = entry.names
    guard let name = names.last, Self.parts.contains(name) else { return }
    let folder = names.dropLast().joined(separator: "/")
    found[folder, default: []].insert(name)
    if isNew { changed.insert(folder) }
  }

  /// All of them, by their paths from the top of the tree.
  var all: [String] { found.filter { $0.value == Self.parts }.map(\.key).sorted() }

  /// Those with a part that is new.
  var new: [String] { all.filter(changed.contains) }
}
