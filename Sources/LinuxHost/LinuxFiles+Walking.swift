import Glibc
import Host

/// What is in a tree, and what it takes.
extension LinuxFiles {
  package func usage(of path: String) -> DiskUsage {
    var usage = DiskUsage()
    var seen: Set<UInt64> = []
    var status = stat()
    guard lstat(path, &status) == 0 else { return usage }
    count(status, &usage, &seen)
    guard status.st_mode & S_IFMT == S_IFDIR else { return usage }
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return usage }
    raiseDescriptorLimit()
    measure(folder, &usage, &seen, depth: 0)
    return usage
  }

  private func count(_ status: stat, _ usage: inout DiskUsage, _ seen: inout Set<UInt64>) {
    if status.st_nlink > 1, status.st_mode & S_IFMT != S_IFDIR,
      !seen.insert(UInt64(status.st_ino) ^ (UInt64(status.st_dev) << 48)).inserted
    {
      return
    }
    usage.bytes += Int(status.st_blocks) * 512
    usage.entries += 1
  }

  /// Closes the folder.
  private func measure(
    _ folder: Int32, _ usage: inout DiskUsage, _ seen: inout Set<UInt64>, depth: Int
  ) {
    guard let stream = fdopendir(folder) else {
      close(folder)
      return
    }
    defer { closedir(stream) }
    var status = stat()
    while let entry = Glibc.readdir(stream) {
      let name = UnsafeRawPointer(entry).advanced(by: Self.nameOffset)
        .assumingMemoryBound(to: CChar.self)
      if name[0] == 46, name[1] == 0 || (name[1] == 46 && name[2] == 0) { continue }
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      count(status, &usage, &seen)
      guard status.st_mode & S_IFMT == S_IFDIR, depth < Self.mostLevels else { continue }
      let inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if inner >= 0 { measure(inner, &usage, &seen, depth: depth + 1) }
    }
  }

  private static let nameOffset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 19

  package func changed(
    below path: String, since time: Int, excluding: Set<String>, limit: Int
  ) -> [String] {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return [] }
    defer { close(folder) }
    raiseDescriptorLimit()
    var found: [String] = []
    collect(folder, "", excluding, limit, &found) {
      $0.st_mtim.tv_sec >= time || $0.st_ctim.tv_sec >= time
    }
    return found
  }

  package func unreadable(below path: String, limit: Int) -> [UnreadableEntry] {
    let folder = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return [] }
    defer { close(folder) }
    raiseDescriptorLimit()
    var found: [UnreadableEntry] = []
    findUnreadable(folder, "", limit, &found, depth: 0)
    return found
  }

  private func findUnreadable(
    _ folder: Int32, _ prefix: String, _ limit: Int, _ found: inout [UnreadableEntry], depth: Int
  ) {
    guard depth < Self.mostLevels else { return }
    for entry in (try? names(in: folder, prefix)) ?? [] where found.count < limit {
      var status = stat()
      guard fstatat(folder, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      let path = "\(prefix)\(entry.text)"
      switch status.st_mode & S_IFMT {
      case S_IFLNK: continue
      // What an overlay keeps in the place of a file that was deleted; nobody else can make one.
      case S_IFCHR where status.st_rdev == 0: continue
      case S_IFREG:
        if status.st_mode & 0o400 == 0 {
          found.append(UnreadableEntry(path: path, isFolder: false))
        }
      case S_IFDIR:
        let inner = status.st_mode & 0o500 == 0o500 ? openFolder(entry, in: folder) : -1
        guard inner >= 0 else {
          found.append(UnreadableEntry(path: path, isFolder: true))
          continue
        }
        defer { close(inner) }
        findUnreadable(inner, path + "/", limit, &found, depth: depth + 1)
      default: found.append(UnreadableEntry(path: path, isFolder: false))
      }
    }
  }

  private func collect(
    _ folder: Int32, _ prefix: String, _ excluding: Set<String>, _ limit: Int,
    _ found: inout [String], depth: Int = 0, _ isMeant: (stat) -> Bool
  ) {
    let entries = ((try? names(in: folder, prefix)) ?? []).sorted { $0.text < $1.text }
    for entry in entries where !excluding.contains(entry.text) {
      var status = stat()
      guard found.count < limit, depth < Self.mostLevels,
        fstatat(folder, entry.bytes, &status, AT_SYMLINK_NOFOLLOW) == 0
      else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        let inner = openFolder(entry, in: folder)
        guard inner >= 0 else { continue }
        defer { close(inner) }
        collect(
          inner, "\(prefix)\(entry.text)/", [], limit, &found, depth: depth + 1, isMeant)
      } else if isMeant(status) {
        found.append("\(prefix)\(entry.text)")
      }
    }
  }
}
