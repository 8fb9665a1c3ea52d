import AgentModel

/// The system call filter of a sandbox, as the classic BPF program that bwrap loads.
/// Source: linux/filter.h, linux/seccomp.h and seccomp(2).
package struct SeccompProgram: Sendable, Equatable {
  /// One `struct sock_filter`.
  package struct Instruction: Sendable, Equatable {
    /// The operation.
    package var code: UInt16
    /// How many instructions to skip when a comparison holds.
    package var ifTrue: UInt8
    /// The same when it does not.
    package var ifFalse: UInt8
    /// The operand.
    package var value: UInt32
  }

  /// The program.
  package private(set) var instructions: [Instruction] = []

  /// The filter of a level: everything is allowed but what is refused here. Foreign architectures are
  /// killed; x32 and clone3 do not exist (`noSuchCall`, so that the C library falls back to clone, whose
  /// flags can be seen).
  package static func of(
    _ level: SandboxLevel, _ architecture: Architecture
  ) -> SeccompProgram {
    var program = SeccompProgram()
    program.load(.architecture)
    program.add(.jumpIfEqual, architecture.audit, ifTrue: 1)
    program.add(.give, Verdict.kill)
    program.load(.number)
    if architecture == .amd64 {
      program.add(.jumpIfAtLeast, 0x4000_0000, ifFalse: 1)
      program.add(.give, Verdict.refuse(noSuchCall))
    }
    program.onCall(.clone3, architecture) { $0.add(.give, Verdict.refuse(noSuchCall)) }
    for call in SyscallTable.refused(level) {
      program.onCall(call, architecture) { $0.add(.give, Verdict.refuse(notPermitted)) }
    }
    program.onCall(.clone, architecture) { $0.refuse(argument: 0, ifAnyOf: newNamespaceFlags) }
    for (call, mode) in [
      (SyscallTable.chmod, 1), (.fchmod, 1), (.fchmodat, 2), (.fchmodat2, 2), (.creat, 1),
      (.mknod, 1), (.mknodat, 2),
    ] {
      program.onCall(call, architecture) { $0.refuse(argument: mode, ifAnyOf: 0o6000) }
    }
    // A mode counts only where a file is made, with a name or without; openat2 hides its own in memory, and has a fallback.
    for (call, flags) in [(SyscallTable.open, 1), (.openat, 2)] {
      program.onCall(call, architecture) {
        $0.refuse(
          argument: flags + 1, ifAnyOf: 0o6000, whenArgument: flags, hasAnyOf: makingFlags)
      }
    }
    program.onCall(.openat2, architecture) { $0.add(.give, Verdict.refuse(noSuchCall)) }
    // Only the low half of a request counts for the kernel, so only that is compared.
    program.onCall(.ioctl, architecture) { $0.refuse(argument: 1, ifOneOf: [0x5412, 0x541C]) }
    // Families: UNIX, INET, INET6, NETLINK. A pair of UNIX sockets reaches nobody.
    let families: [UInt32] = level == .paranoid ? [2, 10, 16] : [1, 2, 10, 16]
    program.onCall(.socket, architecture) { $0.allow(argument: 0, onlyOneOf: families) }
    program.onCall(.socketpair, architecture) {
      // Of one end of another kind a socket can be made that reaches others.
      if level == .paranoid { $0.refuse(argument: 1, unlessLowBits: 0xF, are: stream) }
      $0.allow(argument: 0, onlyOneOf: [1, 2, 10, 16])
    }
    if level == .paranoid {
      program.onCall(.memfdCreate, architecture) { $0.add(.give, Verdict.refuse(noSuchCall)) }
    }
    program.onCall(.personality, architecture) {
      $0.allow(argument: 0, onlyOneOf: [0, 0xFFFF_FFFF])
    }
    program.add(.give, Verdict.allow)
    return program
  }

  /// The program as the array of `struct sock_filter` that bwrap reads, little endian.
  package var bytes: [UInt8] {
    instructions.flatMap { instruction -> [UInt8] in
      [UInt8(truncatingIfNeeded: instruction.code), UInt8(instruction.code >> 8)]
        + [instruction.ifTrue, instruction.ifFalse]
        + (0..<4).map { UInt8(truncatingIfNeeded: instruction.value >> (8 * $0)) }
    }
  }

  /// `O_CREAT` and `__O_TMPFILE` of asm-generic/fcntl.h.
  private static let makingFlags: UInt32 = 0x40 | 0x40_0000

  /// `SOCK_STREAM`.
  private static let stream: UInt32 = 1

  /// `CLONE_NEW*` of linux/sched.h.
  private static let newNamespaceFlags: UInt32 = 0x7E02_0000

  private enum Verdict {
    static let allow: UInt32 = 0x7FFF_0000
    static let kill: UInt32 = 0x8000_0000
    static func refuse(_ code: UInt32) -> UInt32 { 0x0005_0000 | code }
  }

  private enum Code: UInt16 {
    case load = 0x20
    case jumpIfEqual = 0x15
    case jumpIfAtLeast = 0x35
    case jumpIfAnyBit = 0x45
    case give = 0x06
    case and = 0x54
  }

  /// Offsets in `struct seccomp_data`; of an argument, the low half.
  private enum Field {
    case number
    case architecture
    case argument(Int)

    var offset: UInt32 {
      switch self {
      case .number: 0
      case .architecture: 4
      case .argument(let index): 16 + 8 * UInt32(index)
      }
    }
  }

  private mutating func add(
    _ code: Code, _ value: UInt32, ifTrue: UInt8 = 0, ifFalse: UInt8 = 0
  ) {
    instructions.append(
      Instruction(code: code.rawValue, ifTrue: ifTrue, ifFalse: ifFalse, value: value))
  }

  private mutating func load(_ field: Field) { add(.load, field.offset) }

  /// What `body` adds happens only for `call`; behind it the number is loaded as before.
  private mutating func onCall(
    _ call: SyscallTable, _ architecture: Architecture, _ body: (inout SeccompProgram) -> Void
  ) {
    guard let number = call.number(on: architecture) else { return }
    let jump = instructions.count
    add(.jumpIfEqual, number)
    body(&self)
    if instructions.last?.code != Code.give.rawValue { load(.number) }
    instructions[jump].ifFalse = UInt8(instructions.count - jump - 1)
  }

  private mutating func refuse(argument: Int, ifAnyOf bits: UInt32) {
    load(.argument(argument))
    add(.jumpIfAnyBit, bits, ifFalse: 1)
    add(.give, Verdict.refuse(notPermitted))
    load(.number)
  }

  private mutating func refuse(
    argument: Int, ifAnyOf bits: UInt32, whenArgument other: Int, hasAnyOf otherBits: UInt32
  ) {
    load(.argument(other))
    add(.jumpIfAnyBit, otherBits, ifFalse: 3)
    load(.argument(argument))
    add(.jumpIfAnyBit, bits, ifFalse: 1)
    add(.give, Verdict.refuse(notPermitted))
    load(.number)
  }

  private mutating func refuse(argument: Int, unlessLowBits mask: UInt32, are value: UInt32) {
    load(.argument(argument))
    add(.and, mask)
    add(.jumpIfEqual, value, ifTrue: 1)
    add(.give, Verdict.refuse(notPermitted))
    load(.number)
  }

  private mutating func refuse(argument: Int, ifOneOf values: [UInt32]) {
    load(.argument(argument))
    for value in values {
      add(.jumpIfEqual, value, ifFalse: 1)
      add(.give, Verdict.refuse(notPermitted))
    }
    load(.number)
  }

  private mutating func allow(argument: Int, onlyOneOf values: [UInt32]) {
    load(.argument(argument))
    for value in values {
      add(.jumpIfEqual, value, ifFalse: 1)
      add(.give, Verdict.allow)
    }
    add(.give, Verdict.refuse(notPermitted))
  }
}

/// errno values of the generic Linux ABI.
private let notPermitted: UInt32 = 1
private let noSuchCall: UInt32 = 38
