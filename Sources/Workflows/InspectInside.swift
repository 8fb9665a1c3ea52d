import AgentModel
import AgentStore
import Host
import Sandbox

/// Runs a program of the host's on a folder that an agent may have filled: in a sandbox that has no
/// network and can write nothing but its own `/tmp`, as the agent's uid where it has one.
package struct InspectInside {
  private let context: Context

  /// The exit status when time was over: that of SIGALRM.
  static let timeoutStatus: Int32 = 128 + 14

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// Runs the words; the folder is seen read-only, where it is, as are `paths`, and files of
  /// it that are `masked` are seen empty. `directories` are
  /// searched for programs before the system's. With an `overlay` the folder is seen with its changes. `isRoots`: it is root's own, who lends it to that uid. After so many seconds it is ended. Throws `SandboxError`, `WorkflowError` or
  /// `HostError`.
  package func run(
    _ words: [String], on folder: String, uid: UInt32?, showing paths: [String] = [],
    masking masked: [String] = [], searching directories: [String] = [],
    through overlay: String? = nil, isRoots: Bool = false,
    seconds: Int = 60
  ) throws -> Completion {
    guard let supervisor = context.installation.supervisor else {
      throw WorkflowError.noSupervisor
    }
    try context.store.prepare()
    let system = SystemLayout(of: context.files, home: context.layout.root)
    var plan = SandboxPlan(
      workspace: folder, home: "", doorDirectory: "", etcDirectory: try StageEtc(context).run(),
      stage: "", system: system)
    plan.isInspection = true
    plan.readOnlyPaths = paths
    plan.uid = uid
    plan.overlayDirectory = overlay
    plan.workspaceIsRoots = isRoots
    if !masked.isEmpty {
      plan.masked = masked
      plan.emptyFile = context.layout.emptyFile
      _ = try context.files.create(plan.emptyFile, [], permissions: 0o444)
    }
    var record = LaunchRecord()
    record.program = try LaunchPlan.bubblewrap(context)
    record.arguments = plan.arguments
    record.inner = words
    record.environment = [
      "HOME=/tmp", "PATH=\((directories + [LaunchPlan.systemPath]).joined(separator: ":"))",
      "LANG=C.UTF-8", "TERM=dumb",
    ]
    record.seccomp = SeccompProgram.of(.standard, .current).bytes
    record.overlays = plan.overlays
    record.uid = uid
    record.timeLimit = seconds
    record.staged = plan.staged
    record.stagingDirectory = system.stagingDirectory
    // Fields that a record must have, though nothing of this one stays.
    record.runFile = "-"
    record.lockFile = "-"
    let path = "\(context.layout.run)/once.\(UInt64.random(in: 0...UInt64.max)).launch"
    try context.files.write(path, record.encode(), permissions: 0o600)
    return try context.host.processes.run(
      Invocation(supervisor, ["once", path], directory: "/"))
  }
}
