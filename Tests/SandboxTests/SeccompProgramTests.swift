import AgentModel
import Sandbox
import Testing

@Suite struct SeccompProgramTests {
  /// A machine for classic BPF as seccomp runs it.
  private func verdict(
    _ program: SeccompProgram, _ number: UInt32, _ arguments: [UInt32] = [],
    architecture: UInt32 = 0xC000_003E
  ) -> UInt32 {
    var data = [UInt32](repeating: 0, count: 16)
    data[0] = number
    data[1] = architecture
    for (index, argument) in arguments.enumerated() { data[4 + 2 * index] = argument }
    var accumulator: UInt32 = 0
    var index = 0
    while true {
      let instruction = program.instructions[index]
      index += 1
      switch instruction.code {
      case 0x20: accumulator = data[Int(instruction.value) / 4]
      case 0x54: accumulator &= instruction.value
      case 0x15:
        index += Int(accumulator == instruction.value ? instruction.ifTrue : instruction.ifFalse)
      case 0x35:
        index += Int(accumulator >= instruction.value ? instruction.ifTrue : instruction.ifFalse)
      case 0x45:
        index += Int(
          accumulator & instruction.value != 0 ? instruction.ifTrue : instruction.ifFalse)
      default: return instruction.value
      }
    }
  }

  private let allow: UInt32 = 0x7FFF_0000
  private let refused: UInt32 = 0x0005_0001
  private let missing: UInt32 = 0x0005_0026

  @Test func refusesTheListOnBothArchitectures() {
    for (architecture, audit) in [
      (Architecture.amd64, 0xC000_003E as UInt32), (.arm64, 0xC000_00B7),
    ] {
      for level in SandboxLevel.named {
        let program = SeccompProgram.of(level, architecture)
        for call in SyscallTable.refused(level) {
          guard let number = call.number(on: architecture) else { continue }
          #expect(verdict(program, number, architecture: audit) == refused, "\(call.name)")
        }
      }
    }
  }

  @Test func paranoidRefusesSocketsThatReachOthers() {
    let program = SeccompProgram.of(.paranoid, .amd64)
    #expect(verdict(program, 41, [1, 1]) == refused)
    #expect(verdict(program, 53, [1, 1]) == allow)
    #expect(verdict(program, 53, [1, 0x80801]) == allow)
    #expect(verdict(program, 53, [1, 2]) == refused)
    #expect(verdict(program, 53, [1, 0x80005]) == refused)
    #expect(verdict(program, 41, [2, 1]) == allow)
    #expect(verdict(program, 319) == missing)
  }

  @Test func lookAtArguments() {
    let program = SeccompProgram.of(.standard, .amd64)
    #expect(verdict(program, 0) == allow)
    #expect(verdict(program, 59) == allow)
    #expect(verdict(program, 56, [0x11]) == allow)
    #expect(verdict(program, 56, [0x1000_0000]) == refused)
    #expect(verdict(program, 435) == missing)
    #expect(verdict(program, 16, [0, 0x5412]) == refused)
    #expect(verdict(program, 16, [0, 0x541C]) == refused)
    #expect(verdict(program, 16, [0, 0x5413]) == allow)
    #expect(verdict(program, 41, [1]) == allow)
    #expect(verdict(program, 41, [2]) == allow)
    #expect(verdict(program, 41, [40]) == refused)
    #expect(verdict(program, 90, [0, 0o755]) == allow)
    #expect(verdict(program, 90, [0, 0o4755]) == refused)
    #expect(verdict(program, 268, [0, 0, 0o2755]) == refused)
    #expect(verdict(program, 452, [0, 0, 0o4000]) == refused)
    #expect(verdict(program, 257, [0, 0, 0x241, 0o644]) == allow)
    #expect(verdict(program, 257, [0, 0, 0x241, 0o4755]) == refused)
    #expect(verdict(program, 257, [0, 0, 0, 0o4755]) == allow)
    #expect(verdict(program, 2, [0, 0x40, 0o2755]) == refused)
    // A file without a name has a mode too.
    #expect(verdict(program, 257, [0, 0, 0x41_0002, 0o4755]) == refused)
    #expect(verdict(program, 2, [0, 0x41_0002, 0o2755]) == refused)
    #expect(verdict(program, 53, [40]) == refused)
    #expect(verdict(program, 53, [1]) == allow)
    #expect(verdict(program, 133, [0, 0o104755]) == refused)
    #expect(verdict(program, 437) == missing)
    #expect(verdict(program, 135, [0]) == allow)
    #expect(verdict(program, 135, [0xFFFF_FFFF]) == allow)
    #expect(verdict(program, 135, [0x4_0000]) == refused)
  }

  @Test func killsForeignArchitecturesAndHidesX32() {
    let program = SeccompProgram.of(.standard, .amd64)
    #expect(verdict(program, 0, architecture: 0x4000_0003) == 0x8000_0000)
    #expect(verdict(program, 0x4000_0000) == missing)
    #expect(verdict(program, 0x4000_0065) == missing)
  }
}
