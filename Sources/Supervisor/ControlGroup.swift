import AgentModel
import Glibc

/// The control group of an agent: what all its processes may use together. Made where this process may
/// make one, by the first or the second version of the kernel's interface. Source: cgroups(7).
struct ControlGroup {
  /// Why there is none.
  enum Failure: Error { case unavailable }

  /// Descriptors that a process writes `0` into to join.
  let joining: [Int32]
  /// What it limits, in words.
  let text: String
  private let folders: [String]

  private static let root = "/sys/fs/cgroup"

  /// Makes it. Throws `Failure.unavailable` when not all of the limits can be set.
  init(_ group: LaunchRecord.Group) throws {
    let wanted = ControlGroup.settings(group.limits)
    // One name never means two agents: one that is renamed keeps its group.
    let name = "\(group.name)\(Self.sign)\(getpid())"
    var folders: [String] = []
    do {
      if access("\(Self.root)/cgroup.controllers", F_OK) == 0 {
        folders = try ControlGroup.unified(name, wanted)
      } else {
        for setting in wanted {
          let parent = ControlGroup.ownGroup(setting.controller)
          let folder = "\(parent)/\(name)"
          ControlGroup.sweep(parent)
          guard mkdir(folder, 0o755) == 0 else { throw Failure.unavailable }
          folders.append(folder)
          for (file, value) in setting.first {
            guard ControlGroup.write(value, to: "\(folder)/\(file)") else {
              throw Failure.unavailable
            }
          }
        }
      }
      joining = try folders.filter(Self.holdsProcesses).map {
        let descriptor = open("\($0)/cgroup.procs", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.unavailable }
        return descriptor
      }
    } catch {
      for folder in folders { rmdir(folder) }
      throw Failure.unavailable
    }
    self.folders = folders
    text = wanted.map(\.text).joined(separator: ", ")
  }

  private static let prefix = "agentvm-"
  private static let sign = "."
  /// Of the second version, the group that the processes are in: the limits are those of the one above, whose
  /// controllers nobody can take away as long as this one has them, too.
  private static let inner = "all"

  /// Whether a group of these is one that processes join.
  private static func holdsProcesses(_ folder: String) -> Bool {
    access("\(folder)/\(inner)", F_OK) != 0
  }

  /// Removes the groups of supervisors that were killed.
  private static func sweep(_ parent: String) {
    guard let folder = opendir(parent) else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(prefix),
        let pid = name.split(separator: ".").last.flatMap({ pid_t($0) }),
        kill(pid, 0) != 0, errno == ESRCH
      else { continue }
      rmdir("\(parent)/\(name)/\(inner)")
      rmdir("\(parent)/\(name)")
    }
  }

  /// Removes it, once all its processes have ended.
  func remove() {
    for descriptor in joining { close(descriptor) }
    // The last of them may still be going.
    for folder in folders {
      for _ in 0..<50 where rmdir(folder) != 0 && errno == EBUSY {
        _ = readable([], milliseconds: 10)
      }
    }
  }

  /// One limit: its controller, and the files of both versions with what is written there.
  private struct Setting {
    var controller: String
    var text: String
    var first: [(String, String)]
    var second: [(String, String)]
  }

  private static func settings(_ limits: AgentLimits) -> [Setting] {
    var settings: [Setting] = []
    if let memory = limits.memory {
      settings.append(
        Setting(
          controller: "memory", text: "\(ByteCount(bytes: memory)) of memory",
          first: [("memory.limit_in_bytes", "\(memory)")],
          second: [("memory.max", "\(memory)"), ("memory.swap.max", "0")]))
    }
    if let processes = limits.processes {
      settings.append(
        Setting(
          controller: "pids", text: "\(processes) processes",
          first: [("pids.max", "\(processes)")], second: [("pids.max", "\(processes)")]))
    }
    if let share = limits.processorShare {
      let quota = ("cpu.cfs_quota_us", "\(share * 1000)")
      settings.append(
        Setting(
          controller: "cpu", text: "\(share) % of a processor",
          first: [("cpu.cfs_period_us", "100000"), quota],
          second: [("cpu.max", "\(share * 1000) 100000")]))
    }
    return settings
  }

  /// The group of the first version that this process is in, so that what limits its caller limits the agent,
  /// too; the highest where it is not seen.
  private static func ownGroup(_ controller: String) -> String {
    let top = "\(root)/\(controller)"
    let own = (try? readText("/proc/self/cgroup", limit: 65536)) ?? ""
    for line in own.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3, fields[1].split(separator: ",").contains(Substring(controller)),
        fields[2].hasPrefix("/"), !fields[2].contains("..")
      else { continue }
      let path = fields[2] == "/" ? top : top + fields[2]
      if access("\(path)/cgroup.procs", W_OK) == 0 { return path }
    }
    return top
  }

  /// Groups of the second version, the inner one first: below the lowest group that is this user's to divide,
  /// so that what limits its caller limits the agent, too.
  private static func unified(_ name: String, _ settings: [Setting]) throws -> [String] {
    let own = (try? readText("/proc/self/cgroup", limit: 65536)) ?? ""
    guard let line = own.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else {
      throw Failure.unavailable
    }
    var parents: [String] = [root]
    // Of what lies outside of this process's view there is nothing to divide.
    guard !line.contains("..") else { throw Failure.unavailable }
    for part in line.dropFirst(4).split(separator: "/") {
      parents.append("\(parents.last ?? root)/\(part)")
    }
    let controllers = settings.map(\.controller)
    guard let parent = parents.last(where: { isDivisible($0, controllers) }) else {
      throw Failure.unavailable
    }
    let wanted = controllers.map { "+\($0)" }.joined(separator: " ")
    _ = write(wanted, to: "\(parent)/cgroup.subtree_control")
    let folder = "\(parent)/\(name)"
    sweep(parent)
    do {
      guard mkdir(folder, 0o755) == 0 else { throw Failure.unavailable }
      for setting in settings {
        for (file, value) in setting.second where !write(value, to: "\(folder)/\(file)") {
          // A kernel without swap has no limit of it.
          guard file == "memory.swap.max" else { throw Failure.unavailable }
        }
      }
      guard write(wanted, to: "\(folder)/cgroup.subtree_control"),
        mkdir("\(folder)/\(inner)", 0o755) == 0,
        (try? readText("\(folder)/\(inner)/cgroup.type", limit: 64)) == "domain\n"
      else { throw Failure.unavailable }
    } catch {
      for path in ["\(folder)/\(inner)", folder] { rmdir(path) }
      throw error
    }
    return ["\(folder)/\(inner)", folder]
  }

  /// Whether groups with these controllers can be made in a group. One with processes of its own would
  /// become a threaded one, for good, whose groups nobody else can join; only the root of all groups, which
  /// has no type, may have both.
  private static func isDivisible(_ group: String, _ controllers: [String]) -> Bool {
    guard access("\(group)/cgroup.procs", W_OK) == 0,
      access("\(group)/cgroup.subtree_control", W_OK) == 0,
      let known = try? readText("\(group)/cgroup.controllers", limit: 4096),
      Set(controllers).isSubset(of: known.split(whereSeparator: \.isWhitespace).map(String.init))
    else { return false }
    guard access("\(group)/cgroup.type", F_OK) == 0 else { return true }
    return (try? readText("\(group)/cgroup.type", limit: 64)) == "domain\n"
      && (try? readText("\(group)/cgroup.procs", limit: 64)) == ""
  }

  private static func readText(_ path: String, limit: Int) throws -> String {
    String(decoding: try readFile(path, limit: limit), as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return writeAll(descriptor, Array(text.utf8))
  }
}
