/// Paths from the root, without links and dots, compared byte by byte.
package enum FolderPath {
  /// Whether a path is that folder or lies in it.
  package static func holds(_ folder: String, _ path: String) -> Bool {
    path.utf8.elementsEqual(folder.utf8) || inner(folder, path) != nil
  }

  /// The path from that folder on; nil for what does not lie in it.
  package static func inner(_ folder: String, _ path: String) -> String? {
    let prefix = Array((folder == "/" ? "/" : folder + "/").utf8)
    guard path.utf8.starts(with: prefix) else { return nil }
    return String(decoding: path.utf8.dropFirst(prefix.count), as: UTF8.self)
  }
}
