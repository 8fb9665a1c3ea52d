import AgentModel
import AgentStore
import Host

/// What every workflow works on: the host, the home's store and settings, and what is installed.
package struct Context: Sendable {
  package let host: Host
  package let store: AgentStore
  package let settings: Settings
  package let installation: Installation

  /// The home that the environment names. Throws `StoreError.noHome`.
  package init(_ host: Host) throws(StoreError) {
    self.host = host
    store = try AgentStore(host)
    settings = Settings(store)
    installation = Installation(host)
  }

  package var files: any HostFiles { host.files }
  package var layout: HomeLayout { store.layout }

  /// The folders that programs are looked for in: the caller's PATH, then where systems and
  /// people's installers put them.
  package var programDirectories: [String] {
    var directories = (host.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    if let home = host.environment["HOME"] { directories.append("\(home)/.local/bin") }
    directories += ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    return directories.filter { $0.hasPrefix("/") }
  }
}
