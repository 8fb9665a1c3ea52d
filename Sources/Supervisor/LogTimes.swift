import Glibc

/// When the log had how many bytes: `state/<name>.times`, a line `SECONDS BYTES` for each second in
/// which the agent wrote, with what there was before it did. So output can be found by its time.
final class LogTimes {
  private let descriptor: Int32
  private var lastSecond = 0
  private var lastSize = 0

  /// Bytes of the file beyond which only its later half stays.
  private static let limit = 8 << 20

  init(path: String) {
    descriptor =
      path.isEmpty
      ? -1 : open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
  }

  /// Takes note that the agent has written `size` bytes by now, cut off or not.
  func note(_ size: Int) {
    guard descriptor >= 0, size != lastSize else { return }
    let second = time(nil)
    if second != lastSecond {
      writeAll(descriptor, Array("\(second) \(lastSize)\n".utf8))
      lastSecond = second
      shorten()
    }
    lastSize = size
  }

  private func shorten() {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size > Self.limit else { return }
    var bytes = [UInt8](repeating: 0, count: Int(size) / 2)
    let count = pread(descriptor, &bytes, bytes.count, size - off_t(bytes.count))
    guard count > 0, let newline = bytes[..<count].firstIndex(of: 10) else { return }
    ftruncate(descriptor, 0)
    writeAll(descriptor, Array(bytes[(newline + 1)..<count]))
  }
}
