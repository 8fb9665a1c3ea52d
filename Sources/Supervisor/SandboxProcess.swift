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
  private(set) var commandEnds: [(id: String, text: String)] = []
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
        inner.insert(StageOrders.background, at: 4)
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
      let words = String(decoding: unread[..<newline], as: UTF8.self).split(separator: " ")
      unread.removeFirst(newline + 1)
      if words.first ?? "" == InnerStage.Report.command, words.count == 4 {
        commandEnds.append((String(words[1]), "\(words[2]) \(words[3])"))
        continue
      }
      let number = words.count > 1 ? Int32(words[1]) ?? 0 : 0
      switch words.first.map(String.init) {
      case InnerStage.Report.started: progress = .started
      case InnerStage.Report.stopped:
        // One that it will be continued from by an order that is on its way is over already.
        hasStopped = number == resumes
      case InnerStage.Report.landlock: landlock = Int(number)
      case InnerStage.Report.missing:
        missing = words.last.flatMap { SandboxLayer(rawValue: String($0)) }
      case InnerStage.Report.failed:
        commandFailed = true
        progress = .ended(.exited(status: number))
      case InnerStage.Report.exited:
        progress = .ended(.exited(status: number))
      case InnerStage.Report.killed: progress = .ended(.killed(signal: number))
      default: break
      }
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

  /// Has the stage start the agent's command.
  func go() { tell([InnerStage.Order.go]) }

  /// Has the stage continue the agent's command, with the terminal where that is the caller's to give.
  func resume() {
    resumes += 1
    hasHadTerminal = hasHadTerminal || ControllingTerminal.isOurs
    tell([
      ControllingTerminal.isOurs ? InnerStage.Order.resume : InnerStage.Order.resumeBehind
    ])
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
    tell([InnerStage.Order.signal, UInt8(truncatingIfNeeded: signal)])
  }

  /// Has the stage run a further command: `descriptors` are its words and its standard streams.
  /// False when it can't.
  func execute(_ id: String, _ descriptors: [Int32]) -> Bool {
    tell([InnerStage.Order.execute] + Array(id.utf8), descriptors)
  }

  /// Has the stage end such a command.
  func endCommand(_ id: String) { tell([InnerStage.Order.end] + Array(id.utf8)) }

  /// The ends of such commands since the last call.
  func takeCommandEnds() -> [(id: String, text: String)] {
    defer { commandEnds = [] }
    return commandEnds
  }

  @discardableResult
  private func tell(_ message: [UInt8], _ descriptors: [Int32] = []) -> Bool {
    clinux_send_message(
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
