import AgentModel
import Glibc
import Host

/// What the home's `config` and `env` say, and the caller's environment over `config`.
package struct Settings: Sendable {
  private let configuration: Assignments
  private let keys: Assignments
  private let caller: [String: String]

  /// Reads both files. A file that can't be read counts as empty; its problem is in `problems`.
  package init(_ store: AgentStore) {
    var problems: [HostError] = []
    func read(_ path: String) -> Assignments {
      guard store.host.files.facts(path) != nil else { return Assignments() }
      do throws(HostError) {
        let bytes = try store.host.files.readFollowingLinks(path, limit: 1 << 20)
        return Assignments(lenient: String(decoding: bytes, as: UTF8.self))
      } catch {
        problems.append(error)
        return Assignments()
      }
    }
    configuration = read(store.layout.configurationFile)
    keys = read(store.layout.environmentFile)
    caller = store.host.environment
    self.problems = problems
  }

  /// The settings that `config` may hold.
  package static let names = [
    "AGENTVM_DEFAULT_PROFILE", "AGENTVM_GITLAWB_DEFAULT", "AGENTVM_PANE_SIZE", "AGENTVM_LOG_LIMIT",
    "AGENTVM_UID_RANGE", "AGENTVM_NOTIFY", "AGENTVM_NOTIFY_ON", "AGENTVM_QUIET_HOURS",
    "AGENTVM_THEME", "AGENTVM_SANDBOX", "AGENTVM_NETWORK", "AGENTVM_ALLOW_HOSTS",
  ]

  /// What is wrong with a value of one of those; nil for nothing.
  package static func problem(of name: String, _ value: String) -> String? {
    switch name {
    case "AGENTVM_GITLAWB_DEFAULT" where !["true", "false"].contains(value):
      "\(name) is true or false"
    case "AGENTVM_LOG_LIMIT" where ByteCount(value) == nil:
      "\(name) is a size such as 256M, or 0"
    case "AGENTVM_UID_RANGE" where (try? uidRange(value)) == nil:
      StoreError.invalidUidRange(value).problem
    case "AGENTVM_NOTIFY" where value.contains { "|&;<>$`".contains($0) }:
      "\(name) is bell, desktop, or a program with its first words, and no line of a shell"
    case "AGENTVM_NOTIFY_ON" where statusWords(value) == nil:
      "\(name) is a list such as waiting,failing,dead"
    case "AGENTVM_QUIET_HOURS" where quietMinutes(value) == nil:
      "\(name) are hours such as 22:00-07:00"
    case "AGENTVM_THEME" where !["dark", "light", "auto"].contains(value):
      "\(name) is dark, light or auto"
    case "AGENTVM_SANDBOX" where !SandboxLevel.named.map(\.rawValue).contains(value):
      "\(name) is trusted, standard or paranoid"
    case "AGENTVM_NETWORK" where NetworkMode(rawValue: value) == nil:
      "\(name) is allow, none or host"
    default: nil
    }
  }

  /// What could not be read.
  package let problems: [HostError]

  /// A setting: the caller's environment before `config`, in which `${NAME}` stands for a variable; an empty
  /// one is none.
  package subscript(key: String) -> String? {
    [caller[key], configuration[key].map { References.resolved($0, variable).text }]
      .compactMap { $0 }.first { !$0.isEmpty }
  }

  /// The names that `config` refers to, and that stand for nothing.
  package var unresolved: [String] {
    configuration.keys.flatMap { key in
      References.resolved(configuration[key] ?? "", variable).missing
    }
  }

  /// A variable for an agent: the home's `env` before the caller's environment, as when the
  /// original read that file.
  package func variable(_ name: String) -> String? { keys[name] ?? caller[name] }

  /// The names of all variables of the home's `env`.
  package var namesInHome: [String] { keys.keys }

  /// Whether the home's `env` has that variable.
  package func isInHome(_ name: String) -> Bool { keys[name] != nil }

  /// The profile of agents for which none is given.
  package var defaultProfile: String? { self["AGENTVM_DEFAULT_PROFILE"] }

  /// How tightly agents are held for which nothing else is said; nil for what their profile says. What
  /// is no level is the tightest.
  package var sandbox: SandboxLevel? {
    self["AGENTVM_SANDBOX"].map { text in
      SandboxLevel.named.first { $0.rawValue == text } ?? .paranoid
    }
  }

  /// How agents are connected for which nothing else is said; nil for what their profile says. What is
  /// no mode connects nobody.
  package var network: NetworkMode? {
    self["AGENTVM_NETWORK"].map { NetworkMode(rawValue: $0) ?? .none }
  }

  /// Hosts that every agent may reach, as rules or sets in text.
  package var allowedHosts: [String] {
    (self["AGENTVM_ALLOW_HOSTS"] ?? "").split { $0 == " " || $0 == "," }.map(String.init)
  }

  /// Whether agents get no identity unless asked for.
  package var identityIsOff: Bool { self["AGENTVM_GITLAWB_DEFAULT"] == "false" }

  /// The most bytes of a log; 0 for any number.
  package var logLimit: Int {
    self["AGENTVM_LOG_LIMIT"].flatMap { ByteCount($0)?.bytes } ?? 256 << 20
  }

  /// The size of panes, as it was written.
  package var paneSize: String? { self["AGENTVM_PANE_SIZE"] }

  /// Whom to tell when a person is needed: `bell`, `desktop`, or a command; nil for nobody.
  package var notify: String? { self["AGENTVM_NOTIFY"] }

  /// The dashboard's theme, `dark` or `light`; nil for what the terminal says.
  package var theme: String? { self["AGENTVM_THEME"].flatMap { $0 == "auto" ? nil : $0 } }

  /// The states to tell of.
  package var notifyOn: Set<AgentStatus.Word> {
    self["AGENTVM_NOTIFY_ON"].flatMap(Settings.statusWords) ?? [.waiting, .failing, .dead]
  }

  /// Whether nobody is to be told at that time, by the clock on the wall.
  package func isQuiet(at time: Timestamp) -> Bool {
    guard let range = self["AGENTVM_QUIET_HOURS"].flatMap(Settings.quietMinutes) else {
      return false
    }
    var seconds = time_t(time.seconds)
    var local = tm()
    localtime_r(&seconds, &local)
    let minute = Int(local.tm_hour) * 60 + Int(local.tm_min)
    return range.from <= range.to
      ? minute >= range.from && minute < range.to : minute >= range.from || minute < range.to
  }

  private static func statusWords(_ text: String) -> Set<AgentStatus.Word>? {
    let words = text.split(separator: ",").map { AgentStatus.Word(rawValue: String($0)) }
    return words.isEmpty || words.contains(nil) ? nil : Set(words.compactMap { $0 })
  }

  /// `HH:MM-HH:MM` as minutes of the day.
  private static func quietMinutes(_ text: String) -> (from: Int, to: Int)? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { end -> Int? in
      let parts = end.split(separator: ":").map { Int($0) ?? -1 }
      guard parts.count == 2, (0...23).contains(parts[0]), (0...59).contains(parts[1]) else {
        return nil
      }
      return parts[0] * 60 + parts[1]
    }
    guard ends.count == 2, let from = ends[0], let to = ends[1] else { return nil }
    return (from, to)
  }

  /// The uids for agents of a root caller. Throws `StoreError.invalidUidRange`.
  package var uidRange: ClosedRange<UInt32> {
    get throws(StoreError) {
      guard let text = self["AGENTVM_UID_RANGE"] else { return 2_000_000...2_065_535 }
      return try Settings.uidRange(text)
    }
  }

  private static func uidRange(_ text: String) throws(StoreError) -> ClosedRange<UInt32> {
    let parts = text.split("-").map { UInt32($0) ?? 0 }
    guard parts.count == 2, parts[0] > 999, parts[0] <= parts[1],
      parts[1] <= UInt32(Int32.max)
    else {
      throw .invalidUidRange(text)
    }
    return parts[0]...parts[1]
  }
}
