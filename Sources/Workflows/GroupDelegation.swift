import Host

/// Control groups that systemd lets a user make, though not from every session.
enum GroupDelegation {
  /// What starts agentvm where the user's are; nil where there are none.
  static func remedy(_ context: Context) -> String? {
    let uid = context.host.uid
    let group = "/sys/fs/cgroup/user.slice/user-\(uid).slice/user@\(uid).service"
    guard uid != 0, context.files.facts(group) != nil else { return nil }
    return "systemd-run --user --scope agentvm ..."
  }
}
