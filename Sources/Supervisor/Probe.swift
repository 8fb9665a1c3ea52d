import AgentModel
import CLinux
import Glibc

/// `/run/agentvm/stage probe CANARY`: tries, as the agent, what each layer of its sandbox is to stop. A line
/// `LAYER holds|fails TEXT` of each. It harms nothing: what it makes is its own, and gone with it.
enum Probe {
  /// Says what came of all of them; never returns.
  static func main(_ arguments: [String]) -> Never {
    guard getpid() != 1, access(HookClient.stage, F_OK) == 0, let canary = arguments.first else {
      writeAll(2, Array("agentvm: a probe runs inside a sandbox only\n".utf8))
      exit(1)
    }
    mounts(canary)
    capabilities()
    filter()
    landlock()
    limits()
    network()
    exit(0)
  }

  private static func say(_ layer: String, _ holds: Bool, _ text: String) {
    writeAll(1, Array("\(layer) \(holds ? "holds" : "fails") \(text)\n".utf8))
  }

  private static func reason() -> String { String(cString: strerror(errno)) }

  private static func mounts(_ canary: String) {
    let isHidden = access(canary, F_OK) != 0
    let isReadOnly = open("/usr/agentvm-probe", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) < 0
    say(
      "namespaces", isHidden && isReadOnly,
      isHidden
        ? "the host's files are not there, the system's are read-only"
        : "it sees a file of the host's")
  }

  private static func capabilities() {
    let bytes = (try? readFile("/proc/self/status", limit: 65536)) ?? []
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    func value(_ key: String) -> Substring? {
      lines.first { $0.hasPrefix(key + ":") }.map { $0.dropFirst(key.count + 2) }
    }
    let hasNone = value("CapEff").map { $0.allSatisfy { $0 == "0" } } ?? false
    let hasNoNew = value("NoNewPrivs") == "1"
    say("capabilities", hasNone && hasNoNew, "none are held, and none can be got")
  }

  private static func filter() {
    let path = "/tmp/agentvm-probe"
    close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
    defer { unlink(path) }
    let isRefused = chmod(path, 0o4700) != 0 && errno == EPERM
    say("seccomp", isRefused, isRefused ? "set-user-ID: \(reason())" : "set-user-ID could be set")
  }

  /// In a child, for the rules stay for ever.
  private static func landlock() {
    guard Landlock.version != nil else { return say("landlock", false, "this kernel has none") }
    let isRefused = child {
      guard Landlock.restrict(writable: []) != nil else { return false }
      return open("/tmp/agentvm-probe", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) < 0
        && errno == EACCES
    }
    let version = Landlock.version ?? 0
    let exception =
      version < Landlock.scopesSince ? "; abstract sockets are open with --network host" : ""
    say(
      "landlock", isRefused,
      "version \(version): a file of another folder can't be made\(exception)")
  }

  private static func limits() {
    let isRefused = child {
      // __RLIMIT_NPROC; at least this process and the stage are there.
      guard clinux_set_resource_limit(6, 1) == 0 else { return false }
      let path = "/proc/self/exe"
      if case .failure(let failure) = start(
        path, ["probe"], environment: [], descriptors: [(0, -1), (1, -1), (2, -1)])
      {
        return failure.code == EAGAIN
      }
      return false
    }
    say("limits", isRefused, "a process beyond the limit is not started")
  }

  private static func network() {
    let outside = connect(to: 0xC000_0201, port: 443)
    let gate = connect(to: GateAddress.number, port: GateAddress.proxyPort)
    say(
      "network", outside == ENETUNREACH && gate == 0,
      gate == 0 ? "192.0.2.1 is unreachable, the gate answers" : "the gate does not answer")
  }

  /// Tries to connect to an address of IPv4; 0 or an errno.
  private static func connect(to address: UInt32, port: UInt16) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    place.sin_addr.s_addr = address.bigEndian
    let result = withUnsafePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return result == 0 ? 0 : errno
  }

  /// Whether something holds in a process of its own.
  private static func child(_ body: () -> Bool) -> Bool {
    let pid = clinux_fork()
    if pid == 0 { _exit(body() ? 0 : 1) }
    var status: Int32 = 0
    guard pid > 0, waitpid(pid, &status, 0) == pid else { return false }
    return clinux_exited(status) != 0 && clinux_exit_status(status) == 0
  }
}
