import AgentModel
import Glibc
import Host

/// Files that are looked for in a tree.
extension LinuxFiles {
  /// What tells whether two paths may lead to the same.
  private struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64
  }

  package func find(
    below path: String, size: Int, limit: Int, _ isMeant: (String) -> Bool
  ) -> [String] {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return [] }
    defer { close(folder) }
    raiseDescriptorLimit()
    var meant: [String] = []
    var identities: Set<Identity> = []
    var contents: [Int: [[UInt8]]] = [:]
    visit(folder, "") { name, status in
      var (name, status) = (name, status)
      guard meant.count < limit, status.st_size > 0, isMeant(name) else { return }
      if status.st_mode & S_IFMT == S_IFLNK {
        // What has such a name by a link is one, too.
        guard let top = resolved(path), let target = resolved("\(path)/\(name)"),
          let inner = FolderPath.inner(top, target), stat(target, &status) == 0,
          status.st_mode & S_IFMT == S_IFREG, !identities.contains(LinuxFiles.identity(status))
        else { return }
        name = inner
      }
      meant.append(name)
      identities.insert(LinuxFiles.identity(status))
      // What is short may be the same by chance.
      guard status.st_size <= size, status.st_size >= Self.leastContent,
        let bytes = try? read(below: path, name, limit: size)
      else {
        return
      }
      contents[bytes.count, default: []].append(bytes)
    }
    guard !meant.isEmpty else { return [] }
    // By their bytes, for two names may be the same text to people and not to the kernel.
    var known = Set(meant.map { Array($0.utf8) })
    var found = meant
    visit(folder, "") { name, status in
      guard found.count < limit, status.st_mode & S_IFMT == S_IFREG,
        !known.contains(Array(name.utf8))
      else { return }
      if identities.contains(LinuxFiles.identity(status)) {
        found.append(name)
        known.insert(Array(name.utf8))
      } else if let alike = contents[Int(status.st_size)],
        let bytes = try? read(below: path, name, limit: size), alike.contains(bytes)
      {
        found.append(name)
        known.insert(Array(name.utf8))
      }
    }
    return found.sorted()
  }

  package func find(below path: String, inodes: Set<UInt64>) -> [String] {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return [] }
    defer { close(folder) }
    raiseDescriptorLimit()
    var found: [String] = []
    visit(folder, "") { name, status in
      guard status.st_mode & S_IFMT == S_IFREG else { return }
      if inodes.contains(UInt64(status.st_ino)) { found.append(name) }
    }
    return found.sorted()
  }

  /// Bytes from which on files that hold the same are copies.
  private static let leastContent = 16

  private static func identity(_ status: stat) -> Identity {
    Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
  }

  /// Calls `body` for every regular file and every link, with its path from the top. What an agent has made
  /// unreadable for itself and for its owner is looked into all the same.
  private func visit(
    _ folder: Int32, _ prefix: String, depth: Int = 0, _ body: (String, stat) -> Void
  ) {
    for entry in (try? names(in: folder, prefix)) ?? [] {
      var status = stat()
      guard fstatat(folder, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFREG, S_IFLNK: body("\(prefix)\(entry.text)", status)
      case S_IFDIR where depth < Self.mostLevels:
        let (inner, changed) = openReadable(entry, in: folder, status, O_DIRECTORY)
        defer { changed.map(restore) }
        guard inner >= 0 else { continue }
        defer { close(inner) }
        visit(inner, "\(prefix)\(entry.text)/", depth: depth + 1, body)
      default: break
      }
    }
  }
}
