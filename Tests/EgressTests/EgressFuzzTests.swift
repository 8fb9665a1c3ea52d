import AgentvmTestSupport
import Egress
import Foundation
import Testing

/// Whatever an agent sends: no parser of the gate traps, and none reads what is not there. A short run
/// here; `AGENTVM_TEST_INPUTS=1000000` makes a long one.
@Suite struct EgressFuzzTests {
  @Test func handshakes() {
    var dice = SystemRandomNumberGenerator()
    let seeds = [Hello().bytes, Hello(recordSize: 9).bytes, Hello(name: nil).bytes]
    for _ in 0..<Damage.count {
      let bytes = Damage.of(seeds.randomElement(using: &dice) ?? [], &dice)
      if case .name(let name?) = ClientHello.read(bytes) { #expect(!name.isEmpty) }
    }
  }

  @Test func requests() {
    var dice = SystemRandomNumberGenerator()
    let seeds = [
      "CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\nUser-Agent: x\r\n\r\n",
      "GET http://a.example:80/x HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\nbody",
      "POST /y HTTP/1.0\r\nHost: [::1]:80\r\nContent-Length: 4\r\n\r\nbody",
    ].map { Array($0.utf8) }
    for _ in 0..<Damage.count {
      let bytes = Damage.of(seeds.randomElement(using: &dice) ?? [], &dice)
      guard case .request(let request, let length) = ProxyRequest.read(bytes) else { continue }
      #expect(length <= bytes.count)
      // What is passed on ends where it should, and says its host once.
      guard !request.isTunnel else { continue }
      let lines = String(decoding: request.head, as: UTF8.self).components(separatedBy: "\r\n")
      #expect(lines.suffix(2) == ["", ""])
      #expect(lines.filter { $0.lowercased().hasPrefix("host:") }.count == 1)
    }
  }

  @Test func questionsAndAnswers() throws {
    var dice = SystemRandomNumberGenerator()
    let name = try HostName("api.example.com")
    let query = DNSMessage.query(name, type: 1, id: 7)
    let question = try #require(DNSMessage.question(query))
    let seeds = [
      query, DNSMessage.answer(question, .address([1, 2, 3, 4], seconds: 9)),
      DNSMessage.answer(question, .noSuchName("because")),
    ]
    for _ in 0..<Damage.count {
      let bytes = Damage.of(seeds.randomElement(using: &dice) ?? [], &dice)
      if let question = DNSMessage.question(bytes) {
        #expect(DNSMessage.answer(question, .nothing).count >= 12)
      }
      _ = DNSMessage.response(bytes, to: name, type: 1, id: 7)
    }
  }

  @Test func names() {
    var dice = SystemRandomNumberGenerator()
    for _ in 0..<Damage.count {
      let bytes = Damage.of(Array("git.sub.example.com:22".utf8), &dice)
      guard let rule = try? HostRule(String(decoding: bytes, as: UTF8.self)) else { continue }
      #expect((try? HostRule(rule.description)) == rule)
    }
  }
}
