import AgentStore
import AgentvmTestSupport
import Host
import Testing

@Suite struct JournalTests {
  private func journal(_ text: String) throws -> (Journal, AgentStore) {
    let root = "/tmp/agentvm-journal-\(UInt64.random(in: 0...UInt64.max))"
    let host = FakeHost.make(
      root: root, processes: FakeProcesses(programs: [], expecting: []))
    let store = try AgentStore(host)
    try host.files.makeDirectory(store.layout.root, permissions: 0o700)
    try host.files.write(store.layout.journal, Array(text.utf8), permissions: 0o600)
    return (Journal(store), store)
  }

  /// The fresh folder that the home lies in.
  private func root(of store: AgentStore) -> String {
    String(store.layout.root.dropLast("/home".count))
  }

  private static let time = "2026-01-01T00:00:00Z"

  @Test func entriesAcrossPiecesAreWhole() throws {
    var text = ""
    for number in 1...5000 {
      text += "\(Self.time)\t\(number % 2 == 0 ? "spawn" : "kill")\ta-\(number)\tdetail \(number)\n"
    }
    let (journal, store) = try journal(text)
    defer { try? store.host.files.remove(root(of: store)) }
    #expect(try journal.entries(last: nil, event: nil).map(\.name) == (1...5000).map { "a-\($0)" })
    #expect(try journal.entries(last: 2, event: "kill").map(\.name) == ["a-4997", "a-4999"])
    #expect(try journal.entries(last: 0, event: nil).isEmpty)
    #expect(try journal.counts()[.spawn] == 2500)
    #expect(try journal.counts()[.purge] == 0)
  }

  @Test(
    arguments: [
      "", "\n\n", "no tabs\n", "\(time)\tspawn", "\u{0}\u{1}\t\t\n",
      String(repeating: "x", count: 700_000),
    ])
  func brokenJournalsBreakNothing(_ text: String) throws {
    let whole = "\(Self.time)\tclean\tb\t\n"
    let (journal, store) = try journal(text + "\n" + whole)
    defer { try? store.host.files.remove(root(of: store)) }
    #expect(try journal.entries(last: 1, event: "clean").map(\.name) == ["b"])
    #expect(try journal.counts()[.clean] == 1)
  }
}
