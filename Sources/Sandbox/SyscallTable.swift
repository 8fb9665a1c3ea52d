import AgentModel

/// A processor that the sandbox has a system call table for.
package enum Architecture: Sendable, CaseIterable {
  case amd64
  case arm64

  /// The one that this program was built for.
  package static var current: Architecture {
    #if arch(arm64)
      .arm64
    #else
      .amd64
    #endif
  }

  /// `AUDIT_ARCH_*` of linux/audit.h.
  var audit: UInt32 {
    switch self {
    case .amd64: 0xC000_003E
    case .arm64: 0xC000_00B7
    }
  }
}

/// The system calls that an agent is refused or that are looked at, by number. A number of nil means
/// that the architecture has no such call. Source: the kernel's syscall tables.
package struct SyscallTable: Sendable {
  /// The call's name.
  package let name: String
  let amd64: UInt32?
  let arm64: UInt32?

  init(_ name: String, _ amd64: UInt32?, _ arm64: UInt32?) {
    self.name = name
    self.amd64 = amd64
    self.arm64 = arm64
  }

  /// Its number there; nil when there is no such call.
  package func number(on architecture: Architecture) -> UInt32? {
    switch architecture {
    case .amd64: amd64
    case .arm64: arm64
    }
  }

  static let clone = SyscallTable("clone", 56, 220)
  static let clone3 = SyscallTable("clone3", 435, 435)
  static let chmod = SyscallTable("chmod", 90, nil)
  static let fchmod = SyscallTable("fchmod", 91, 52)
  static let fchmodat = SyscallTable("fchmodat", 268, 53)
  static let fchmodat2 = SyscallTable("fchmodat2", 452, 452)
  static let creat = SyscallTable("creat", 85, nil)
  static let open = SyscallTable("open", 2, nil)
  static let openat = SyscallTable("openat", 257, 56)
  static let openat2 = SyscallTable("openat2", 437, 437)
  static let mknod = SyscallTable("mknod", 133, nil)
  static let mknodat = SyscallTable("mknodat", 259, 33)
  static let ioctl = SyscallTable("ioctl", 16, 29)
  static let socket = SyscallTable("socket", 41, 198)
  static let socketpair = SyscallTable("socketpair", 53, 199)
  static let personality = SyscallTable("personality", 135, 92)

  static let memfdCreate = SyscallTable("memfd_create", 319, 279)

  /// Refused at that level, whatever the arguments. On a trusted agent's own processes debuggers work.
  package static func refused(_ level: SandboxLevel) -> [SyscallTable] {
    (level == .trusted ? [] : debugging) + refused
  }

  private static let debugging = [
    SyscallTable("ptrace", 101, 117), SyscallTable("process_vm_readv", 310, 270),
    SyscallTable("process_vm_writev", 311, 271),
  ]

  private static let refused = [
    // other processes' descriptors
    SyscallTable("kcmp", 312, 272),
    SyscallTable("pidfd_getfd", 438, 438), SyscallTable("process_madvise", 440, 440),
    // keys
    SyscallTable("keyctl", 250, 219), SyscallTable("add_key", 248, 217),
    SyscallTable("request_key", 249, 218),
    // large parts of the kernel that no agent needs
    SyscallTable("bpf", 321, 280), SyscallTable("perf_event_open", 298, 241),
    SyscallTable("userfaultfd", 323, 282), SyscallTable("io_uring_setup", 425, 425),
    SyscallTable("io_uring_enter", 426, 426), SyscallTable("io_uring_register", 427, 427),
    SyscallTable("memfd_secret", 447, 447), SyscallTable("lsm_set_self_attr", 460, 460),
    // mounts and namespaces
    SyscallTable("mount", 165, 40), SyscallTable("umount2", 166, 39),
    SyscallTable("pivot_root", 155, 41), SyscallTable("chroot", 161, 51),
    SyscallTable("open_tree", 428, 428), SyscallTable("move_mount", 429, 429),
    SyscallTable("fsopen", 430, 430), SyscallTable("fsconfig", 431, 431),
    SyscallTable("fsmount", 432, 432), SyscallTable("fspick", 433, 433),
    SyscallTable("mount_setattr", 442, 442), SyscallTable("open_tree_attr", 467, 467),
    SyscallTable("setns", 308, 268), SyscallTable("unshare", 272, 97),
    // the machine
    SyscallTable("create_module", 174, nil), SyscallTable("init_module", 175, 105),
    SyscallTable("finit_module", 313, 273), SyscallTable("delete_module", 176, 106),
    SyscallTable("kexec_load", 246, 104), SyscallTable("kexec_file_load", 320, 294),
    SyscallTable("reboot", 169, 142), SyscallTable("swapon", 167, 224),
    SyscallTable("swapoff", 168, 225), SyscallTable("acct", 163, 89),
    SyscallTable("quotactl", 179, 60), SyscallTable("quotactl_fd", 443, 443),
    SyscallTable("syslog", 103, 116), SyscallTable("settimeofday", 164, 170),
    SyscallTable("clock_settime", 227, 112), SyscallTable("clock_adjtime", 305, 266),
    SyscallTable("adjtimex", 159, 171), SyscallTable("sethostname", 170, 161),
    SyscallTable("setdomainname", 171, 162), SyscallTable("iopl", 172, nil),
    SyscallTable("ioperm", 173, nil), SyscallTable("modify_ldt", 154, nil),
    SyscallTable("vhangup", 153, 58), SyscallTable("lookup_dcookie", 212, 18),
    SyscallTable("nfsservctl", 180, 42), SyscallTable("uselib", 134, nil),
    // files by handle, and watching whole file systems
    SyscallTable("name_to_handle_at", 303, 264), SyscallTable("open_by_handle_at", 304, 265),
    SyscallTable("fanotify_init", 300, 262), SyscallTable("fanotify_mark", 301, 263),
    // memory policy
    SyscallTable("mbind", 237, 235), SyscallTable("set_mempolicy", 238, 237),
    SyscallTable("get_mempolicy", 239, 236), SyscallTable("migrate_pages", 256, 238),
    SyscallTable("move_pages", 279, 239), SyscallTable("set_mempolicy_home_node", 450, 450),
  ]
}
