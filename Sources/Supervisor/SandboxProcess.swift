import AgentModel
import CLinux
import Glibc

/// The sandbox as a child of the supervisor: bwrap, and in it the inner stage.
final class SandboxProcess {
  /// What the stage has reported so far.
  enum Progress: Equatable {
    case starting
    case started
    case ended(Ending)
  }

  private(set) var progress = Progress.starting
  /// Whether the command was not found or could not be run.
  private(set) var commandFailed = false
  private var hasStopped = false
  private var resumes: Int32 = 0
  /// Whether the agent has ever had the terminal of its caller.
  private(set) var hasHadTerminal = ControllingTerminal.isOurs
  /// The version of Landlock's rules that hold; nil for none.
  private(set) var landlock: Int?
  /// The layer without which there is no agent, and which this host does not have.
  private(set) var missing: SandboxLayer?
  /// bwrap's own complaints.
  private(set) var complaints: [UInt8] = []
  /// How further commands ended that the stage was told to run, by their numbers; taken by who asks.
  private(set) var commandEnds: [(id: String, ending: Ending)] = []
  /// Readable when the stage says something.
  let report: Int32
  /// Readable when bwrap says something.
  let errors: Int32
  /// Readable when bwrap says which process is the sandbox's first; -1 where nobody needs to know, or
  /// it is known.
  private(set) var information: Int32
  private var informationText: [UInt8] = []
  private let control: Int32
  private let pid: pid_t
  private var unread: [UInt8] = []

  /// Whether the stage has said how the command ended.
  var hasEnded: Bool { if case .ended = progress { true } else { false } }

  /// Starts it. The child has the terminal, and beyond that only what it must read. `groups` are the
  /// control groups that it joins, as descriptors to be written into.
  init(_ record: LaunchRecord, groups: [Int32] = []) throws {
    let (reportRead, reportWrite) = try makePipe()
    let (controlRead, controlWrite) = try makeSocketPair()
    let (errorsRead, errorsWrite) = try makePipe()
    var descriptors: [(child: Int32, ours: Int32)] = [
      (0, 0), (1, 1), (2, errorsWrite), (StageDescriptor.report, reportWrite),
      (StageDescriptor.control, controlRead),
    ]
    var arguments = record.arguments
    if record.hasSandbox {
      let list = Array((record.arguments.joined(separator: "\0") + "\0").utf8)
      descriptors.append((StageDescriptor.arguments, try memoryFile("arguments", list)))
      if !record.seccomp.isEmpty {
        descriptors.append((StageDescriptor.filter, try memoryFile("seccomp", record.seccomp)))
      }
      var inner = record.inner
      if record.isForeground, !ControllingTerminal.isOurs {
        inner = StageOptions.inBackground(inner)
      }
      arguments = ["--args", String(StageDescriptor.arguments), "--"] + inner
    } else {
      arguments = Array(record.inner.dropFirst())
    }
    var informationRead: Int32 = -1
    if record.hasSandbox, record.network == .allow {
      let (read, write) = try makePipe()
      informationRead = read
      descriptors.append((StageDescriptor.information, write))
    }
    information = informationRead
    report = reportRead
    errors = errorsRead
    control = controlWrite
    if record.isForeground, record.hasSandbox {
      descriptors.append((StageDescriptor.errors, try duplicate(2)))
    }
    for (index, group) in groups.enumerated() {
      descriptors.append((StageDescriptor.groups + Int32(index), group))
    }
    var program = record.program
    let preparations = Enclosure.preparations(groups: groups.count, record.overlays)
    if !preparations.isEmpty {
      arguments = preparations + [program] + arguments
      program = "/proc/self/exe"
    }
    pid = try SandboxProcess.launch(program, record, arguments, descriptors)
    for (child, ours) in descriptors where child > 1 { close(ours) }
    for descriptor in [reportRead, errorsRead, informationRead] where descriptor >= 0 {
      _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }
  }

  private static func launch(
    _ program: String, _ record: LaunchRecord, _ arguments: [String],
    _ descriptors: [(child: Int32, ours: Int32)]
  ) throws -> pid_t {
    let ignored: [Int32] = [SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGHUP]
    return try AgentUser.act(as: record.uid) {
      try start(
        program, arguments, environment: record.environment,
        directory: record.uid == nil ? record.workingDirectory : "/",
        descriptors: descriptors, ignoring: ignored
      ).get()
    }
  }

  /// Reads what the stage has said.
  func readReport() {
    unread += readAll(report, limit: 4096)
    while let newline = unread.firstIndex(of: 10) {
      let report = StageReport(String(decoding: unread[..<newline], as: UTF8.self))
      unread.removeFirst(newline + 1)
      if let report { take(report) }
    }
  }

  private func take(_ report: StageReport) {
    switch report {
    case .started: progress = .started
    // One that it will be continued from by an order that is on its way is over already.
    case .stopped(let count): hasStopped = count == resumes
    case .landlock(let version): landlock = Int(version)
    case .missing(let layer): missing = layer
    case .failed(let status):
      commandFailed = true
      progress = .ended(.exited(status: status))
    case .ended(let ending): progress = .ended(ending)
    case .commandEnded(let id, let ending): commandEnds.append((id, ending))
    }
  }

  /// The sandbox's first process, once bwrap has said which it is: `"child-pid": N` of its JSON.
  func readInformation() -> pid_t? {
    informationText += readAll(information, limit: 4096)
    guard informationText.contains(UInt8(ascii: "}")) else { return nil }
    close(information)
    information = -1
    let text = String(decoding: informationText, as: UTF8.self)
    let digits = text.split(separator: ":", maxSplits: 1).last?.drop { $0 == " " }.prefix {
      $0.isNumber
    }
    return digits.flatMap { pid_t($0) }
  }

  /// The mounts of its first process, and the user namespace that owns them; nil when it has gone.
  func mounts() -> (mounts: Int32, owner: Int32)? {
    let descriptor = open("/proc/\(pid)/task/\(pid)/children", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let children = String(decoding: readAll(descriptor, limit: 4096), as: UTF8.self)
    guard let first = children.split(separator: " ").first.flatMap({ pid_t($0) }) else {
      return nil
    }
    let mounts = open("/proc/\(first)/ns/mnt", O_RDONLY | O_CLOEXEC)
    guard mounts >= 0 else { return nil }
    return (mounts, clinux_owner_of_namespace(mounts))
  }

  /// Has the stage start the agent's command.
  func go() { tell(.go) }

  /// Has the stage continue the agent's command, with the terminal where that is the caller's to give.
  func resume() {
    resumes += 1
    hasHadTerminal = hasHadTerminal || ControllingTerminal.isOurs
    tell(.resume(isInFront: ControllingTerminal.isOurs))
  }

  /// Whether the agent's command has stopped since the last call.
  func takeStop() -> Bool {
    defer { hasStopped = false }
    return hasStopped
  }

  /// Adds to what went wrong.
  func complain(_ text: String) { complaints += Array((text + "\n").utf8) }

  /// Reads what bwrap has said.
  func readErrors() { complaints += readAll(errors, limit: 4096) }

  /// Sends a signal to the agent; SIGTERM also ends it soon.
  func forward(_ signal: Int32) {
    tell(.signal(signal))
  }

  /// Has the stage run a further command: `descriptors` are its words and its standard streams.
  /// False when it can't.
  func execute(_ id: String, _ descriptors: [Int32]) -> Bool {
    tell(.execute(id, descriptors))
  }

  /// Has the stage end such a command.
  func endCommand(_ id: String) { tell(.end(id)) }

  /// The ends of such commands since the last call.
  func takeCommandEnds() -> [(id: String, ending: Ending)] {
    defer { commandEnds = [] }
    return commandEnds
  }

  @discardableResult
  private func tell(_ order: StageOrder) -> Bool {
    let (message, descriptors) = (order.encoded, order.descriptors)
    return clinux_send_message(
      control, message, message.count, descriptors, Int32(descriptors.count)) > 0
  }

  /// Ends it now: with bwrap goes the whole sandbox.
  func end() { kill(pid, SIGKILL) }

  /// The ending, once bwrap has gone; nil while it lives.
  func reaped() -> Ending? {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    readReport()
    readErrors()
    if case .ended(let ending) = progress { return ending }
    let signal = clinux_term_signal(status)
    if signal != 0 { return .killed(signal: signal) }
    // bwrap says 128 + the signal when its child was killed; without a report none was started.
    let code = clinux_exit_status(status)
    return progress == .started && code > 128 ? .killed(signal: code - 128) : .exited(status: code)
  }
}
