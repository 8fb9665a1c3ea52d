/// Paths from the root, without links and dots, compared byte by byte.
package enum FolderPath {
  /// Whether a path is that folder or lies in it.
  package static func holds(_ folder: String, _ path: String) -> Bool {
    path.utf8.elementsEqual(folder.utf8) || inner(folder, path) != nil
  }

  /// The folder that a path lies in.
  package static func parent(_ path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else {
      return "/"
    }
    return String(path[..<slash])
  }

  /// The last part of a path.
  package static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? ""
  }

  /// The path from that folder on; nil for what does not lie in it.
  package static func inner(_ folder: String, _ path: String) -> String? {
    let prefix = Array((folder == "/" ? "/" : folder + "/").utf8)
    guard path.utf8.starts(with: prefix) else { return nil }
    return String(decoding: path.utf8.dropFirst(prefix.count), as: UTF8.self)
  }
}
