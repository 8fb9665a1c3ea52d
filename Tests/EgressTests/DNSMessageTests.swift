import Egress
import Testing

@Suite struct DNSMessageTests {
  private let id: UInt16 = 0x1234

  private func question(_ name: String, type: UInt16 = DNSMessage.v4) throws -> DNSMessage.Question
  {
    try #require(DNSMessage.question(DNSMessage.query(try HostName(name), type: type, id: id)))
  }

  @Test func aQuestionIsRead() throws {
    let found = try question("api.example.com")
    #expect(found.id == id && found.name == "api.example.com" && found.type == 1)
    #expect(found.wantsRecursion && !found.hasExtensions)
    // Names are compared without case.
    var bytes = DNSMessage.query(try HostName("api.example.com"), type: 1, id: id)
    bytes[13] = UInt8(ascii: "A")
    #expect(DNSMessage.question(bytes)?.name == "api.example.com")
  }

  @Test func anAnswerIsReadAsItWasWritten() throws {
    let asked = try question("api.example.com")
    let bytes = DNSMessage.answer(asked, .address([127, 77, 1, 0], seconds: 60))
    let name = try HostName("api.example.com")
    let found = try #require(DNSMessage.response(bytes, to: name, type: 1, id: id))
    #expect(found.addresses.map(\.description) == ["127.77.1.0"] && found.seconds == 60)
    // Whoever answers another question, or guesses its number, is not heard.
    #expect(DNSMessage.response(bytes, to: name, type: 1, id: id + 1) == nil)
    #expect(DNSMessage.response(bytes, to: name, type: 28, id: id) == nil)
    #expect(DNSMessage.response(bytes, to: try HostName("b.example.com"), type: 1, id: id) == nil)
    let none = DNSMessage.answer(asked, .noSuchName("no"))
    #expect(DNSMessage.response(none, to: name, type: 1, id: id)?.addresses == [])
    #expect(
      DNSMessage.response(DNSMessage.answer(asked, .nothing), to: name, type: 1, id: id) != nil)
  }

  @Test func whatIsNoQuestionIsLeftAlone() throws {
    let good = DNSMessage.query(try HostName("api.example.com"), type: 1, id: id)
    for count in 0..<good.count { #expect(DNSMessage.question(Array(good[..<count])) == nil) }
    for (index, value) in [(2, UInt8(0x81)), (5, 0), (5, 2), (7, 1), (9, 1), (12, 0xC0), (12, 64)] {
      var bytes = good
      bytes[index] = value
      #expect(DNSMessage.question(bytes) == nil, "byte \(index)")
    }
  }
}
