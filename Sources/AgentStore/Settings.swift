import AgentModel
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
    "AGENTVM_UID_RANGE",
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
    default: nil
    }
  }

  /// What could not be read.
  package let problems: [HostError]

  /// A setting: the caller's environment before `config`; an empty one is none.
  package subscript(key: String) -> String? {
    [caller[key], configuration[key]].compactMap { $0 }.first { !$0.isEmpty }
  }

  /// A variable for an agent: the home's `env` before the caller's environment, as when the
  /// original read that file.
  package func variable(_ name: String) -> String? { keys[name] ?? caller[name] }

  /// Whether the home's `env` has that variable.
  package func isInHome(_ name: String) -> Bool { keys[name] != nil }

  /// The profile of agents for which none is given.
  package var defaultProfile: String? { self["AGENTVM_DEFAULT_PROFILE"] }

  /// Whether agents get no identity unless asked for.
  package var identityIsOff: Bool { self["AGENTVM_GITLAWB_DEFAULT"] == "false" }

  /// The most bytes of a log; 0 for any number.
  package var logLimit: Int {
    self["AGENTVM_LOG_LIMIT"].flatMap { ByteCount($0)?.bytes } ?? 256 << 20
  }

  /// The size of panes, as it was written.
  package var paneSize: String? { self["AGENTVM_PANE_SIZE"] }

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
