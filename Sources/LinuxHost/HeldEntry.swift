import CLinux
import Glibc

/// Something in a folder that is held on to: whatever its name comes to mean meanwhile, this is what gets
/// other rights and is opened. Links are not followed.
struct HeldEntry {
  private let descriptor: Int32
  /// What it was when it was taken hold of.
  let status: stat

  /// Nil where there is nothing of that name.
  init?(_ name: RawName, in folder: Int32) {
    descriptor = clinux_hold(folder, name.bytes)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFLNK else {
      close(descriptor)
      return nil
    }
    self.status = status
  }

  private var path: String { "/proc/self/fd/\(descriptor)" }

  /// Whether it could be given this mode.
  @discardableResult
  func change(mode: mode_t) -> Bool { chmod(path, mode) == 0 }

  /// A descriptor of its own; -1 where it can't be opened.
  func open(_ flags: Int32) -> Int32 { Glibc.open(path, flags | O_CLOEXEC) }

  /// Lets go of it.
  func release() { close(descriptor) }
}
