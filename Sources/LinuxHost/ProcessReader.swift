import Glibc
import Host

/// Reads the kernel's accounts of all processes, one small file each.
enum ProcessReader {
  static func read() -> ProcessTable {
    let files = LinuxFiles()
    let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    let page = max(1, sysconf(Int32(_SC_PAGESIZE)))
    let uptime = first(number: "/proc/uptime", files)
    var processes: [ProcessFacts] = []
    guard let folder = opendir("/proc") else { return ProcessTable([], memoryBytes: 0) }
    defer { closedir(folder) }
    let root = dirfd(folder)
    var buffer = [UInt8](repeating: 0, count: 1024)
    while let entry = Glibc.readdir(folder) {
      guard let pid = pid(of: entry) else { continue }
      let descriptor = openat(root, "\(pid)/stat", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      close(descriptor)
      guard count > 0, let fields = fields(of: buffer[..<count]) else { continue }
      let age = uptime - Double(fields.startTicks) / ticks
      processes.append(
        ProcessFacts(
          pid: pid, parent: Int32(truncatingIfNeeded: fields.parent),
          cpuSeconds: Double(fields.cpuTicks) / ticks, ageSeconds: max(0, age),
          residentBytes: fields.pages * page))
    }
    return ProcessTable(processes, memoryBytes: totalMemory(page))
  }

  private static func totalMemory(_ page: Int) -> Int {
    max(0, sysconf(Int32(_SC_PHYS_PAGES))) * page
  }

  private static func pid(of entry: UnsafeMutablePointer<dirent>) -> Int32? {
    withUnsafeBytes(of: &entry.pointee.d_name) { name in
      guard let first = name.first, (48...57).contains(first) else { return nil }
      var number: Int32 = 0
      for byte in name {
        guard (48...57).contains(byte) else { break }
        number = number &* 10 &+ Int32(byte - 48)
      }
      return number
    }
  }

  private struct Fields {
    var parent = 0
    var cpuTicks = 0
    var startTicks = 0
    var pages = 0
  }

  /// The fields of `/proc/PID/stat` that count, proc(5): the name in brackets may hold anything.
  private static func fields(of bytes: ArraySlice<UInt8>) -> Fields? {
    guard let bracket = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    var fields = Fields()
    var place = 2
    var number = 0
    for byte in bytes[(bracket + 2)...] {
      if (48...57).contains(byte) {
        number = number &* 10 &+ Int(byte - 48)
        continue
      }
      guard byte == 32 || byte == 10 else { continue }
      place += 1
      switch place {
      case 4: fields.parent = number
      case 14, 15: fields.cpuTicks += number
      case 22: fields.startTicks = number
      case 24: fields.pages = number
      default: break
      }
      number = 0
      if place == 24 { return fields }
    }
    return nil
  }

  /// The first number of a file.
  private static func first(number path: String, _ files: LinuxFiles) -> Double {
    guard let bytes = try? files.read(path, limit: 4096) else { return 0 }
    return Double(String(decoding: bytes.prefix { $0 != 32 }, as: UTF8.self)) ?? 0
  }
}
