/// What a path names, without following it when it is a link.
package struct FileFacts: Sendable, Equatable {
  package enum Kind: Sendable, Equatable { case file, directory, link, socket, other }
  /// What it is.
  package var kind: Kind
  /// Bytes.
  package var size: Int
  /// Seconds since 1970.
  package var modified: Int
  /// The owner's uid.
  package var owner: UInt32
  /// The mode without its kind, `0o7777` at most.
  package var permissions: UInt16
  /// The number of its inode.
  package var inode: UInt64

  /// Makes one from its parts.
  package init(
    kind: Kind, size: Int, modified: Int, owner: UInt32, permissions: UInt16, inode: UInt64
  ) {
    self.kind = kind
    self.size = size
    self.modified = modified
    self.owner = owner
    self.permissions = permissions
    self.inode = inode
  }
}

/// Something in a tree that can't be read.
package struct UnreadableEntry: Sendable, Equatable {
  /// Its path from the top of the tree.
  package var path: String
  /// Whether it is a folder.
  package var isFolder: Bool

  /// Makes one from its parts.
  package init(path: String, isFolder: Bool) {
    self.path = path
    self.isFolder = isFolder
  }
}

/// Something in a tree, as who walks through it finds it.
package struct TreeEntry: Sendable, Equatable {
  /// Its path from the top of the tree.
  package var path: String
  /// What it is.
  package var kind: FileFacts.Kind
  /// Its mode without its kind.
  package var permissions: UInt16
  /// The number of its inode.
  package var inode: UInt64
  /// When it, or what is known of it, was last changed, in nanoseconds since 1970.
  package var changed: Int

  /// Makes one from its parts.
  package init(
    path: String, kind: FileFacts.Kind, permissions: UInt16, inode: UInt64, changed: Int
  ) {
    self.path = path
    self.kind = kind
    self.permissions = permissions
    self.inode = inode
    self.changed = changed
  }
}

extension TreeEntry {
  /// The names that its path consists of.
  package var names: [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// What a tree takes.
package struct DiskUsage: Sendable, Equatable {
  /// Bytes on the disk.
  package var bytes = 0
  /// How many files and folders.
  package var entries = 0

  /// Nothing.
  package init() {}
}

/// An open file, which may grow meanwhile.
package protocol ReadableFile: AnyObject {
  /// Bytes in it now.
  var size: Int { get }
  /// Where its data begins: a file that was cut may start with a hole.
  var start: Int { get }
  /// Reads at an offset; returns how many bytes, 0 at the end.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int
}

/// The file system. A last component that is a link is never followed, unless a call says so.
/// All calls throw `HostError.file`.
package protocol HostFiles: Sendable {
  /// What is there; nil when nothing is.
  func facts(_ path: String) -> FileFacts?
  /// The path with every link resolved; nil when it does not exist.
  func resolved(_ path: String) -> String?
  /// What a link says it leads to; nil for anything else.
  func linkTarget(_ path: String) -> String?
  /// A regular file's bytes, at most `limit`; a FIFO, device, folder or link is refused.
  func read(_ path: String, limit: Int) throws(HostError) -> [UInt8]
  /// The same for a file that the user named: links are followed.
  func readFollowingLinks(_ path: String, limit: Int) throws(HostError) -> [UInt8]
  /// Replaces the file whole or not at all: a new file beside it, then renamed over it.
  func write(_ path: String, _ bytes: [UInt8], permissions: UInt16) throws(HostError)
  /// Makes a file that must not exist yet. False when it does.
  func create(_ path: String, _ bytes: [UInt8], permissions: UInt16) throws(HostError) -> Bool
  /// Adds bytes in one write.
  func append(_ path: String, _ bytes: [UInt8], permissions: UInt16) throws(HostError)
  /// Makes a folder and those above it. Existing ones stay as they are.
  func makeDirectory(_ path: String, permissions: UInt16) throws(HostError)
  /// Gives the owner all rights to a folder.
  func makeAccessible(_ path: String) throws(HostError)
  /// Makes a folder that must not exist yet. False when it does.
  func createDirectory(_ path: String, permissions: UInt16) throws(HostError) -> Bool
  /// The names in a folder, unordered; none when it does not exist.
  func list(_ path: String) throws(HostError) -> [String]
  /// Removes a file, link or whole tree; links in it are not followed. Nothing there is no error.
  func remove(_ path: String) throws(HostError)
  /// Gives it another name, replacing what has that name.
  func move(_ path: String, to destination: String) throws(HostError)
  /// Copies a file or a tree: links stay links, devices and sockets are skipped. `excluding` names
  /// entries of the top folder.
  func copyTree(
    _ source: String, to destination: String, excluding: Set<String>
  ) throws(HostError)
  /// Opens every component below `root` without following a link, and writes the file whole.
  func write(
    below root: String, _ relative: String, _ bytes: [UInt8], permissions: UInt16
  ) throws(HostError)
  /// A regular file's bytes, no component below `root` being a link; nil when it does not exist.
  func read(below root: String, _ relative: String, limit: Int) throws(HostError) -> [UInt8]?
  /// Gives a tree to a uid and gid, following no link.
  func giveTree(_ path: String, to uid: UInt32) throws(HostError)
  /// What a tree takes on the disk; files with several names count once. What can't be read counts
  /// nothing.
  func usage(of path: String) -> DiskUsage
  /// Regular files and links below a folder that were changed at or after a time (seconds since 1970),
  /// by their paths from there, sorted; at most `limit`.
  func changed(below path: String, since time: Int, excluding: Set<String>, limit: Int) -> [String]
  /// What a reader below a folder would hang on or could not read: FIFOs and their like, files and
  /// folders without rights for their owner; by their paths from there, at most `limit`.
  func unreadable(below path: String, limit: Int) -> [UnreadableEntry]
  /// Regular files below a folder that have anything in them and whose paths from there are meant, those
  /// that links with such paths lead to, and all others there that are the same file by another name or, up
  /// to `size` bytes, hold the same; by their paths from there, sorted, at most `limit`. Folders that their
  /// owner can't read are read all the same.
  func find(below path: String, size: Int, limit: Int, _ isMeant: (String) -> Bool) -> [String]
  /// Regular files below a folder whose inodes have these numbers, by their paths from there, sorted.
  func find(below path: String, inodes: Set<UInt64>) -> [String]
  /// Calls `body` for everything below a folder, following no link; what it answers for a folder says
  /// whether that is entered, and `closed` is called for one that can't be. After `limit` calls it ends, with
  /// false, and so it does for a top folder that can't be read.
  func walk(
    below path: String, limit: Int, closed: (TreeEntry) -> Void, _ body: (TreeEntry) -> Bool
  ) -> Bool
  /// Opens a regular file for reading in places.
  func open(_ path: String) throws(HostError) -> any ReadableFile
  /// Whether it is a regular file, links followed, that the caller may run.
  func isExecutable(_ path: String) -> Bool
  /// Takes a byte of the lock. Nil when another holds it and `wait` is false.
  func lock(
    _ file: LockFile, _ part: LockFile.Part, wait: Bool
  ) throws(HostError) -> (any HeldLock)?
  /// Who holds the lock. Opening nothing for writing, it disturbs nobody.
  func holder(of file: LockFile) -> LockFile.Holder
}
