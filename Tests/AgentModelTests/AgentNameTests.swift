import AgentModel
import Testing

@Suite struct AgentNameTests {
  @Test(arguments: ["a", "A1", "fix-42", "0", "a--b", String(repeating: "x", count: 63)])
  func goodNames(_ text: String) throws {
    #expect(try AgentName(new: text).description == text)
  }

  @Test(arguments: ["", "-a", "a/b", "..", "a b", "é", "🙂", "a_b", "a.b", "a\n", "a:b"])
  func badNames(_ text: String) {
    #expect(throws: ModelError.invalidName(text)) { try AgentName(new: text) }
  }

  @Test func longNamesStayReadableButCannotBeMade() throws {
    let long = String(repeating: "x", count: 64)
    #expect(throws: ModelError.nameTooLong(long)) { try AgentName(new: long) }
    #expect(try AgentName(long).description == long)
  }

  @Test func namesSortAsPeopleCount() throws {
    let names = try ["a-10", "a-2", "a", "b-1", "a-1"].map { try AgentName($0) }
    #expect(names.sorted().map(\.description) == ["a", "a-1", "a-2", "a-10", "b-1"])
  }
}
