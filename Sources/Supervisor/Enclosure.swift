import AgentModel
import CLinux
import Glibc

/// What must be done by the process that becomes bwrap, before it does.
///
/// `agentvm-supervisor enclose [--group DESCRIPTOR]… [--overlay LOWER UPPER TARGET READ-ONLY]… -- PROGRAM …`:
/// joins the control groups, mounts the overlays in a namespace of its own, and becomes the program.
enum Enclosure {
  private static let group = "--group"
  private static let overlay = "--overlay"
  /// The most bytes that a HOME in memory may have.
  private static let memorySize = "1g"

  /// The words that come before the program; none when there is nothing to do.
  static func preparations(groups: Int, _ overlays: [LaunchRecord.Overlay]) -> [String] {
    guard groups > 0 || !overlays.isEmpty else { return [] }
    return ["enclose"]
      + (0..<groups).flatMap { [group, String(Int(StageDescriptor.groups) + $0)] }
      + overlays.flatMap { [overlay, $0.lower, $0.upper, $0.target, $0.isReadOnly ? "1" : "0"] } + [
        "--"
      ]
  }

  static func main(_ arguments: [String]) -> Never {
    do { try run(arguments[...]) } catch {
      let problem = (error as? SystemCallFailure)?.message ?? "it can't be enclosed"
      writeAll(2, Array("agentvm: \(problem)\n".utf8))
    }
    exit(1)
  }

  private static func run(_ arguments: ArraySlice<String>) throws {
    _ = clinux_set_parent_death_signal(SIGKILL)
    var words = arguments
    var overlays: [LaunchRecord.Overlay] = []
    while let word = words.popFirst(), word != "--" {
      if word == group, let descriptor = words.popFirst().flatMap({ Int32($0) }) {
        guard writeAll(descriptor, Array("0".utf8)) else {
          throw SystemCallFailure("join a cgroup")
        }
        close(descriptor)
      } else if word == overlay, words.count > 4 {
        overlays.append(
          LaunchRecord.Overlay(
            lower: words.removeFirst(), upper: words.removeFirst(), target: words.removeFirst(),
            isReadOnly: words.removeFirst() == "1"))
      } else {
        throw SystemCallFailure("enclose", code: EINVAL)
      }
    }
    if !overlays.isEmpty { try mount(overlays) }
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    guard let program = words.first else { throw SystemCallFailure("enclose", code: EINVAL) }
    execv(program, &argv)
    throw SystemCallFailure("run \(program)")
  }

  /// The user stays who it is; what is mounted is seen by nobody else, and ends with the sandbox.
  private static func mount(_ overlays: [LaunchRecord.Overlay]) throws {
    let (uid, gid) = (getuid(), getgid())
    guard clinux_unshare_user_and_mounts() == 0 else { throw SystemCallFailure("unshare") }
    for (file, text) in [
      ("setgroups", "deny"), ("uid_map", "\(uid) \(uid) 1"), ("gid_map", "\(gid) \(gid) 1"),
    ] {
      let descriptor = open("/proc/self/\(file)", O_WRONLY | O_CLOEXEC)
      defer { close(descriptor) }
      guard descriptor >= 0, writeAll(descriptor, Array(text.utf8)) else {
        throw SystemCallFailure("write \(file)")
      }
    }
    // It was forgotten with the change of users.
    _ = clinux_set_parent_death_signal(SIGKILL)
    for overlay in overlays {
      var upper = overlay.upper
      if overlay.isReadOnly {
        try mount(
          "overlay", overlay.target,
          "lowerdir=\(escaped(upper))/changes:\(escaped(overlay.lower)),userxattr")
        continue
      }
      if upper.isEmpty {
        upper = "\(FolderPath.parent(overlay.target))/memory"
        try mount("tmpfs", upper, "mode=0700,size=\(memorySize)")
        for folder in ["changes", "work"] { mkdir("\(upper)/\(folder)", 0o700) }
      }
      try mount(
        "overlay", overlay.target,
        "lowerdir=\(escaped(overlay.lower)),upperdir=\(escaped(upper))/changes,"
          + "workdir=\(escaped(upper))/work,userxattr")
    }
  }

  private static func mount(_ kind: String, _ target: String, _ options: String) throws {
    let flags = UInt(MountFlag.noSetuid | MountFlag.noDevices)
    guard Glibc.mount(kind, target, kind, flags, options) == 0 else {
      throw SystemCallFailure("mount an \(kind) on \(target)")
    }
  }

  /// Commas and colons divide the options of an overlay.
  private static func escaped(_ path: String) -> String {
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      if "\\,:".utf8.contains(byte) { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
