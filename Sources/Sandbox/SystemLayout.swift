import Host

/// How this host's system folders lie: merged under `/usr` or not, and what `/proc` has to hide.
package struct SystemLayout: Sendable, Equatable {
  /// Links at the top, as (path, target).
  package var links: [(path: String, target: String)]
  /// Folders at the top that are no links.
  package var directories: [String]
  /// Files of `/proc` to hide.
  package var maskedProcFiles: [String]
  /// Folders of `/proc` to hide: other file systems of the host, which systemd mounts there.
  package var coveredProcFolders: [String] = []
  /// A folder that every uid can reach, to stage a root caller's sources below.
  package var stagingDirectory: String

  /// Makes one from its parts.
  package init(
    links: [(path: String, target: String)], directories: [String], maskedProcFiles: [String],
    stagingDirectory: String
  ) {
    self.links = links
    self.directories = directories
    self.maskedProcFiles = maskedProcFiles
    self.stagingDirectory = stagingDirectory
  }

  /// Reads it off the host. The staging folder is none that holds `home`, for it gets covered.
  package init(of files: any HostFiles, home: String) {
    links = []
    directories = []
    for path in ["/bin", "/sbin", "/lib", "/lib64", "/lib32", "/libx32"] {
      switch files.facts(path)?.kind {
      case .link:
        if let target = files.resolved(path) { links.append((path, String(target.dropFirst()))) }
      case .directory: directories.append(path)
      default: break
      }
    }
    maskedProcFiles = [
      "/proc/keys", "/proc/key-users", "/proc/timer_list", "/proc/kallsyms", "/proc/kcore",
      "/proc/sysrq-trigger",
    ].filter { files.facts($0) != nil }
    let mounts = (try? files.readFollowingLinks("/proc/self/mountinfo", limit: 1 << 22)) ?? []
    coveredProcFolders = ["/proc/sys/fs/binfmt_misc"].filter {
      String(decoding: mounts, as: UTF8.self).contains(" \($0) ")
    }
    stagingDirectory =
      ["/mnt", "/media", "/srv", "/opt"].first {
        files.facts($0)?.kind == .directory && !home.hasPrefix($0 + "/")
      } ?? "/run"
  }

  /// Whether two hosts' folders lie alike.
  package static func == (a: SystemLayout, b: SystemLayout) -> Bool {
    a.links.elementsEqual(b.links, by: ==) && a.directories == b.directories
      && a.maskedProcFiles == b.maskedProcFiles && a.coveredProcFolders == b.coveredProcFolders
      && a.stagingDirectory == b.stagingDirectory
  }
}
