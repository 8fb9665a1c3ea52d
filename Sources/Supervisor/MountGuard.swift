import AgentModel
import CLinux
import Glibc

/// Keeps the mounts of a sandbox on files that people change beside the agent. The kernel takes a mount away
/// when somebody outside gives its name to another file, as git does with its settings and editors do with
/// what they save: this process, which is in the sandbox's mounts, puts it back at once.
///
/// `agentvm-supervisor guard`, with a pipe that ends when the agent has ended as its input, and the
/// descriptors of what is guarded, of the sandbox's mounts, and of the user namespace that owns them.
final class MountGuard {
  /// The descriptors that it is started with.
  enum Descriptor {
    static let life: Int32 = 0
    static let guards: Int32 = 3
    static let mounts: Int32 = 4
    static let owner: Int32 = 5
  }

  /// A guarded name in a folder that is held by a descriptor, wherever it is moved.
  private struct Entry {
    var kind: LaunchRecord.Guard.Kind
    var path: String
    var name: String
    var folder = Int32(-1)
    var watch = Int32(-1)
    /// Of a lock, to know it by.
    var inode: UInt = 0
  }

  private var entries: [Entry] = []
  private var folders: [String: (descriptor: Int32, watch: Int32)] = [:]
  private let root: Int32
  private let changes: Int32
  /// Milliseconds between two looks where the kernel has no more watches to give.
  private static let interval = 200
  private static let events = UInt32(IN_MOVED_TO | IN_CREATE)

  /// Never returns.
  static func main() -> Never {
    let bytes = readAll(Descriptor.guards, limit: 4 << 20)
    // Root owns all mounts already.
    _ = clinux_join_namespace(Descriptor.owner)
    guard clinux_join_namespace(Descriptor.mounts) == 0, chdir("/") == 0 else { exit(1) }
    MountGuard(MountGuard.guards(decoding: bytes)).run()
  }

  /// The text of the list.
  static func encoded(_ guards: [LaunchRecord.Guard]) -> [UInt8] {
    guards.flatMap { Array("\($0.kind.rawValue) \($0.path)".utf8) + [0] }
  }

  private static func guards(decoding bytes: [UInt8]) -> [LaunchRecord.Guard] {
    bytes.split(separator: 0).compactMap { item in
      let words = item.split(separator: UInt8(ascii: " "), maxSplits: 1)
        .map { String(decoding: $0, as: UTF8.self) }
      guard words.count == 2, let kind = LaunchRecord.Guard.Kind(rawValue: words[0]) else {
        return nil
      }
      return LaunchRecord.Guard(kind: kind, path: words[1])
    }
  }

  /// Whether something changes without a word.
  private var isBlind: Bool { changes < 0 || folders.values.contains { $0.watch < 0 } }

  private init(_ guards: [LaunchRecord.Guard]) {
    root = clinux_open_path("/")
    changes = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    for item in guards {
      entries.append(
        Entry(
          kind: item.kind, path: item.path,
          name: item.path.split(separator: "/").last.map(String.init) ?? ""))
    }
  }

  private func run() -> Never {
    hold(below: "/")
    for index in entries.indices where entries[index].kind == .lock {
      guard let file = find(entries[index]) else { continue }
      var facts = stat()
      if fstat(file, &facts) == 0 { entries[index].inode = UInt(facts.st_ino) }
      close(file)
    }
    restoreMissing()
    while true {
      let ready = readable(
        [Descriptor.life] + (changes < 0 ? [] : [changes]),
        milliseconds: isBlind ? Self.interval : -1)
      if ready.contains(Descriptor.life) { finish() }
      if ready.contains(changes) { takeChanges() }
      if isBlind { restoreMissing() }
    }
  }

  /// Removes the locks that a supervisor has left, which was killed.
  private func finish() -> Never {
    for entry in entries where entry.kind == .lock && entry.inode != 0 {
      guard let file = find(entry) else { continue }
      defer { close(file) }
      var facts = stat()
      guard fstat(file, &facts) == 0, UInt(facts.st_ino) == entry.inode else { continue }
      // From here it is mounted on.
      if fchdir(entry.folder) == 0 {
        umount2(entry.name, Int32(MNT_DETACH) | Int32(UMOUNT_NOFOLLOW))
      }
      unlinkat(entry.folder, entry.name, 0)
    }
    exit(0)
  }

  /// Opens the folders of those that lie below a path anew, and watches them.
  private func hold(below path: String) {
    for (folder, held) in folders where FolderPath.holds(path, folder) {
      if held.watch >= 0 { inotify_rm_watch(changes, held.watch) }
      close(held.descriptor)
      folders[folder] = nil
    }
    for index in entries.indices where FolderPath.inner(path, entries[index].path) != nil {
      let folder = String(
        decoding: entries[index].path.utf8.dropLast(entries[index].name.utf8.count + 1),
        as: UTF8.self)
      if folders[folder] == nil {
        let inside = String(decoding: folder.utf8.dropFirst(), as: UTF8.self)
        let descriptor = clinux_open_beneath(root, inside, O_RDONLY | O_DIRECTORY, 0)
        guard descriptor >= 0 else {
          (entries[index].folder, entries[index].watch) = (-1, -1)
          continue
        }
        // By this folder itself: `/proc` shows the processes of the sandbox only.
        let isThere = fchdir(descriptor) == 0
        folders[folder] = (
          descriptor, isThere ? inotify_add_watch(changes, ".", Self.events) : -1
        )
      }
      entries[index].folder = folders[folder]?.descriptor ?? -1
      entries[index].watch = folders[folder]?.watch ?? -1
    }
  }

  private func takeChanges() {
    let bytes = readAll(changes, limit: 1 << 20)
    var place = 0
    let head = MemoryLayout<inotify_event>.size
    while place + head <= bytes.count {
      let event = bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
      }
      let end = min(bytes.count, place + head + Int(event.len))
      let name = bytes[(place + head)..<end].prefix { $0 != 0 }
      place = end
      if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { restoreMissing() }
      for entry in entries where entry.watch == event.wd && entry.name.utf8.elementsEqual(name) {
        restore(entry)
      }
    }
  }

  private func restoreMissing() {
    for entry in entries where !isMounted(entry) { restore(entry) }
  }

  private func isMounted(_ entry: Entry) -> Bool {
    guard let file = find(entry) else { return true }
    defer { close(file) }
    let mount = clinux_mount_of(file)
    return mount < 0 || mount != clinux_mount_of(entry.folder)
  }

  private func restore(_ entry: Entry) {
    guard let file = find(entry) else { return }
    defer { close(file) }
    switch entry.kind {
    case .lock: break
    case .readOnly: _ = clinux_mount_over(file, file, 1)
    case .empty:
      let nothing = clinux_hold_beneath(root, "dev/null")
      _ = clinux_mount_over(nothing, file, 1)
      close(nothing)
    case .pinned:
      _ = clinux_mount_over(file, file, 0)
      // Another folder is there: what is guarded in it is, too.
      hold(below: entry.path)
      for inner in entries where FolderPath.inner(entry.path, inner.path) != nil { restore(inner) }
    }
  }

  /// What has that name now; nil for nothing, or a link.
  private func find(_ entry: Entry) -> Int32? {
    guard entry.folder >= 0 else { return nil }
    let file = clinux_hold_beneath(entry.folder, entry.name)
    return file >= 0 ? file : nil
  }
}
