import AgentModel
import CLinux
import Glibc

/// One command in a sandbox, without a supervisor that stays: this process becomes it. Standard
/// streams are the caller's; the sandbox ends with the caller.
enum SingleCommand {
  /// Runs what the record says. Returns only when it could not.
  static func run(_ record: LaunchRecord) throws {
    if let uid = record.uid {
      try StagedMounts.make(record.staged, below: record.stagingDirectory, for: uid)
    }
    let list = Array((record.arguments.joined(separator: "\0") + "\0").utf8)
    let files = [
      (StageDescriptor.arguments, try memoryFile("arguments", list)),
      (StageDescriptor.filter, try memoryFile("seccomp", record.seccomp)),
    ]
    // Above the numbers that they get, so that none is overwritten.
    let lifted = files.map { ($0.0, fcntl($0.1, F_DUPFD, 16)) }
    for (number, descriptor) in lifted {
      guard descriptor >= 0, dup2(descriptor, number) == number else {
        throw SystemCallFailure("dup2")
      }
      close(descriptor)
    }
    if let uid = record.uid {
      guard clinux_become_group(uid) == 0, clinux_become(uid, uid, uid) == 0, getuid() == uid,
        geteuid() == uid, getgid() == uid
      else { throw SystemCallFailure("become uid \(uid)") }
    }
    guard chdir("/") == 0 else { throw SystemCallFailure("chdir /") }
    let preparations = Enclosure.preparations(groups: 0, record.overlays)
    let program = preparations.isEmpty ? record.program : "/proc/self/exe"
    let words =
      (preparations.isEmpty ? [] : ["agentvm-supervisor"] + preparations)
      + [record.program, "--args", String(StageDescriptor.arguments), "--"] + record.inner
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = record.environment.map { strdup($0) } + [nil]
    _ = clinux_set_parent_death_signal(SIGKILL)
    // It counts on in the program that this process becomes.
    if record.timeLimit > 0 { alarm(UInt32(clamping: record.timeLimit)) }
    execve(program, &argv, &envp)
    throw SystemCallFailure("run \(program)")
  }
}
