import Glibc
import Host

/// Whole trees, walked by descriptors: an agent that swaps a folder for a link meanwhile leads
/// nobody anywhere.
extension LinuxFiles {
  /// Levels of folders beyond which a tree is nobody's work: no path leads there any more.
  static let mostLevels = 2048

  func openFolder(_ name: RawName, in folder: Int32) -> Int32 {
    openat(folder, name.bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  }

  func names(in folder: Int32, _ path: String) throws(HostError) -> [RawName] {
    let copy = dup(folder)
    guard copy >= 0 else { throw fileError(path) }
    guard let stream = fdopendir(copy) else {
      close(copy)
      throw fileError(path)
    }
    defer { closedir(stream) }
    rewinddir(stream)
    return entries(of: stream)
  }

  /// A tree takes a descriptor for each of its levels.
  func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
