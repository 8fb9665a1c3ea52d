import AgentModel
import CLinux
import Glibc

/// Tells of changes of status: adds them to the home's events, and starts the user's hook and the
/// notifier. One of each at a time: what comes meanwhile is told once they have ended, the latest
/// only, so that no agent can fill the machine with processes.
final class StatusAnnouncer {
  private struct Change {
    var old: AgentStatus
    var new: AgentStatus
    /// Whether a person may want to know of it.
    var isNews: Bool
  }

  private let home: String
  private let eventsFile: String
  private let hook: String
  private let notifier: [String]
  private let hostMounts: Int32
  private var running: [pid_t] = []
  private var startedAt = 0
  private var pending: Change?

  /// Milliseconds after which one that has not ended keeps nothing back any more.
  private static let patience = 10000
  /// Bytes of the events after which they begin anew.
  private static let limit = 8 << 20

  init(_ record: LaunchRecord, hostMounts: Int32) {
    home = record.home
    eventsFile = record.eventsFile
    hook = record.statusHook
    notifier = record.notifier
    self.hostMounts = hostMounts
  }

  /// Tells of a change; `name` is the agent's name now. An end that went well, or that somebody asked for by
  /// SIGTERM, which is what `kill` and `restart` send, is no news.
  func announce(_ old: AgentStatus, _ new: AgentStatus, of name: String, ending: Ending? = nil) {
    guard old.word != new.word || old.kind != new.kind else { return }
    write(old, new, name)
    let isNews = ending != .exited(status: 0) && ending != .killed(signal: SIGTERM)
    tell(Change(old: old, new: new, isNews: isNews), name)
  }

  /// Takes note of children that have ended.
  func reap(_ name: String) {
    running.removeAll { waitpid($0, nil, WNOHANG) != 0 }
    guard running.isEmpty, let change = pending else { return }
    pending = nil
    if change.old.text != change.new.text { tell(change, name) }
  }

  private func tell(_ change: Change, _ name: String) {
    // The end is told in any case: nobody is there later to do it.
    guard
      running.isEmpty || change.new.word == .dead
        || milliseconds() - startedAt > Self.patience
    else {
      pending = Change(old: pending?.old ?? change.old, new: change.new, isNews: change.isNews)
      return
    }
    startedAt = milliseconds()
    let arguments = [
      name, change.old.text, change.new.text, change.new.sentence ?? "",
    ]
    if access(hook, X_OK) == 0 { launch(hook, arguments) }
    let words: [AgentStatus.Word] = [.waiting, .failing, .done, .dead]
    if let program = notifier.first, change.isNews, words.contains(change.new.word) {
      launch(program, notifier.dropFirst() + arguments)
    }
  }

  /// Starts a program of the host, where the host's mounts are.
  private func launch(_ program: String, _ arguments: [String]) {
    let own = hostMounts >= 0 ? open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC) : -1
    if own >= 0 { _ = clinux_join_namespace(hostMounts) }
    defer {
      if own >= 0 {
        _ = clinux_join_namespace(own)
        close(own)
      }
    }
    let environment =
      Environment.current.filter { !$0.hasPrefix("AGENTVM_HOME=") } + ["AGENTVM_HOME=\(home)"]
    let result = start(
      program, arguments, environment: environment, directory: "/",
      descriptors: [(0, -1), (1, -1), (2, -1)], flags: Int32(CLINUX_NEW_SESSION))
    if case .success(let pid) = result { running.append(pid) }
  }

  /// A line `TIME⇥NAME⇥OLD⇥NEW⇥SOURCE⇥SENTENCE`, in one write.
  private func write(_ old: AgentStatus, _ new: AgentStatus, _ name: String) {
    guard !eventsFile.isEmpty else { return }
    let line = StatusEvent(
      time: Timestamp(seconds: time(nil)), name: name, old: old.text, new: new.text,
      source: new.source.rawValue, sentence: new.sentence ?? "")
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
    let descriptor = open(eventsFile, flags, 0o600)
    guard descriptor >= 0 else { return }
    writeAll(descriptor, Array((line.text + "\n").utf8))
    shorten(descriptor)
    close(descriptor)
  }

  /// Begins a new file, when nobody else is just doing it.
  private func shorten(_ descriptor: Int32) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_size > Self.limit,
      clinux_lock_description(descriptor, 0, 1, 0) == 0
    else { return }
    var present = stat()
    guard lstat(eventsFile, &present) == 0, present.st_ino == facts.st_ino else { return }
    rename(eventsFile, eventsFile + ".previous")
  }
}
