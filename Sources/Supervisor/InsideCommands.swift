import AgentModel
import Glibc

/// The further commands that run in the sandbox, each for a caller of the control socket.
final class InsideCommands {
  /// The callers, by the commands' numbers.
  private var callers: [String: Int32] = [:]
  private var lastNumber = 0

  /// Has the stage start what a caller asks for: the descriptors are its words and its streams.
  func start(
    for caller: Int32, _ descriptors: [Int32], of uid: UInt32?, _ control: ControlSocket,
    _ sandbox: SandboxProcess
  ) {
    for descriptor in descriptors { AgentUser.lend(descriptor, to: uid) }
    defer { for descriptor in descriptors { close(descriptor) } }
    lastNumber += 1
    let id = String(lastNumber)
    if sandbox.progress == .started, sandbox.execute(id, descriptors) {
      callers[id] = caller
    } else {
      control.answer(caller, .ended(.exited(status: 126)))
    }
  }

  /// Ends the command of a caller that has hung up.
  func end(of caller: Int32, _ sandbox: SandboxProcess) {
    for (id, other) in callers where other == caller {
      sandbox.endCommand(id)
      callers[id] = nil
    }
  }

  /// Answers those whose commands have ended.
  func answer(_ control: ControlSocket, _ sandbox: SandboxProcess) {
    for (id, ending) in sandbox.takeCommandEnds() {
      if let caller = callers.removeValue(forKey: id) { control.answer(caller, .ended(ending)) }
    }
  }
}
