/// What of a workspace an agent can't write though the rest is its own: paths from there.
package struct WorkspaceGuards: Sendable, Equatable {
  /// Folders that can't be moved away.
  package var pinned: [String] = []
  /// Files and folders that are there, and stay as they are.
  package var readOnly: [String] = []
  /// Folders that are not there, and stay empty.
  package var absentFolders: [String] = []
  /// Files that are not there, and stay empty.
  package var absentFiles: [String] = []
  /// Files by which git outside knows that its settings are not to be replaced now.
  package var locks: [String] = []
  /// Sockets of programs of the host, which the agent sees as empty files.
  package var sockets: [String] = []
  /// Repositories of which nothing is guarded.
  package var unguarded: [String] = []

  /// Nothing.
  package init() {}
}
