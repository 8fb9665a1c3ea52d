import AgentModel
import AgentStore
import Host

/// What every workflow works on: the host, the home's store and settings, and what is installed.
package struct Context: Sendable {
  /// What may be touched.
  package let host: Host
  /// The home's files.
  package let store: AgentStore
  /// The home's settings.
  package let settings: Settings
  /// What is installed.
  package let installation: Installation

  /// The home that the environment names. Throws `StoreError.noHome`.
  package init(_ host: Host) throws(StoreError) {
    self.host = host
    store = try AgentStore(host)
    settings = Settings(store)
    installation = Installation(host)
    if store.isRenaming { try? RenameAgent(self).recover() }
  }

  /// The file system.
  package var files: any HostFiles { host.files }
  /// Where everything of the home lies.
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
