import AgentModel
import Host

/// What an agent has changed in its workspace. What the agent wrote decides neither what runs nor
/// what is shown: git works in a sandbox, on a repository of its own that has only the agent's
/// objects, and with none of its settings, filters or attributes.
package struct DiffWorkspace {
  private let context: Context

  /// The most files that are listed of a workspace without a repository.
  private static let fileLimit = 200
  /// The most entries that are seen empty because they can't be read.
  private static let maskLimit = 500
  /// Seconds for git: an agent may have put things in its way that never end.
  private static let seconds = 60

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// What there is to show.
  package enum Answer: Sendable, Equatable {
    /// `git status --short`, an empty line, and the changes since the last commit, new files with
    /// them: raw bytes.
    /// And what of the workspace could not be read, by its paths there.
    case changes([UInt8], unreadable: [String])
    /// The files that were changed since the agent was started, of a workspace without a repository.
    case files([String])
  }

  /// git's steps. `$1` is the workspace; what else there is, are paths that are left out. Of the agent's repository only the objects and the references
  /// are used. Its index is not read: what it has staged is shown like the rest.
  private static let script = """
    w=$1 g=/tmp/repository
    shift
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_OPTIONAL_LOCKS=0
    export GIT_NO_REPLACE_OBJECTS=1
    q() { git --git-dir=$g --work-tree="$w" -c core.hooksPath=/dev/null -c core.fsmonitor=false \\
      -c core.bare=false -c core.quotePath=true -c color.ui=never --no-pager "$@"; }
    f=sha1
    if grep -iqs 'objectformat *= *sha256' "$w/.git/config"; then f=sha256; fi
    git init -q --bare --object-format=$f $g || exit 3
    mkdir -p $g/objects/info $g/info
    for part in HEAD packed-refs refs; do
      if [ -e "$w/.git/$part" ]; then cp -RP "$w/.git/$part" $g/ || exit 3; fi
    done
    printf '%s\\n' "$w/.git/objects" >$g/objects/info/alternates
    printf '* !filter !diff !merge !textconv !text !eol !ident !working-tree-encoding\\n' \\
      >$g/info/attributes
    printf '/.home/\\n' >$g/info/exclude
    if ! h=$(q rev-parse --verify --quiet 'HEAD^{commit}'); then
      h=$(q hash-object -t tree -w --stdin </dev/null) || exit 3
    fi
    q read-tree "$h" || exit 3
    cd "$w" || exit 3
    q status --short --ignore-submodules=all -- . "$@" || exit 3
    echo
    q add --intent-to-add --ignore-errors -- . "$@" 2>/dev/null
    q diff --text --no-ext-diff --no-textconv --ignore-submodules=all "$h" -- . "$@" || exit 3
    """

  /// Throws `WorkflowError.workspaceMissing`, `.diffFailed`, `SandboxError` or `HostError`.
  package func run(_ agent: Agent) throws -> Answer {
    try ClaimPlace(context).check(agent)
    guard context.files.facts(agent.workspace)?.kind == .directory else {
      throw WorkflowError.workspaceMissing(path: agent.workspace)
    }
    guard context.files.facts("\(agent.workspace)/.git")?.kind == .directory else {
      return .files(
        context.files.changed(
          below: agent.sandbox == .paranoid
            ? "\(context.layout.overlay(agent.name))/changes" : agent.workspace,
          since: agent.createdAt?.seconds ?? 0, excluding: [".home"],
          limit: DiffWorkspace.fileLimit))
    }
    // What the agent sees empty it has not changed, and nobody has to see.
    let hidden = agent.maskedFiles.map { ":(top,exclude,literal)\($0)" }
    // A FIFO would keep git waiting, a file without rights would keep it from saying anything.
    let unreadable = unreadable(agent)
    let completion = try InspectInside(context).run(
      ["/bin/sh", "-c", DiffWorkspace.script, "diff", agent.workspace] + hidden,
      on: agent.workspace,
      uid: agent.uid,
      masking: unreadable.filter { !$0.isFolder }.map { "\(agent.workspace)/\($0.path)" },
      through: agent.sandbox == .paranoid ? context.layout.overlay(agent.name) : nil,
      isRoots: ClaimPlace(context).isRoots(agent),
      seconds: DiffWorkspace.seconds)
    guard completion.status != InspectInside.timeoutStatus else {
      throw WorkflowError.diffFailed(
        agent.name, reason: "it took more than \(DiffWorkspace.seconds) seconds")
    }
    guard completion.status == 0 else {
      throw WorkflowError.diffFailed(agent.name, reason: completion.lastError)
    }
    return .changes(completion.output, unreadable: unreadable.map(\.path))
  }

  /// What can't be read of what is to be shown: of the folder, and of what lies over it.
  private func unreadable(_ agent: Agent) -> [UnreadableEntry] {
    let limit = DiffWorkspace.maskLimit
    let below = context.files.unreadable(below: agent.workspace, limit: limit)
    guard agent.sandbox == .paranoid else { return below }
    let changes = "\(context.layout.overlay(agent.name))/changes"
    let isCovered = { (path: String) in
      var folder = changes
      for part in path.split(separator: "/") {
        folder += "/\(part)"
        guard let facts = context.files.facts(folder) else { return false }
        if facts.kind != .directory { return true }
      }
      return false
    }
    return below.filter { !isCovered($0.path) }
      + context.files.unreadable(below: changes, limit: limit)
  }
}
