import Egress
import Testing

@Suite struct HostRuleTests {
  @Test(arguments: [
    ("api.example.com", "api.example.com"), ("API.Example.COM", "api.example.com"),
    (".example.com", ".example.com"), ("git.example.com:22", "git.example.com:22"),
    ("api.example.com:443", "api.example.com"), ("a_b.example.com", "a_b.example.com"),
    ("xn--bcher-kva.example", "xn--bcher-kva.example"), ("1.example.com", "1.example.com"),
  ])
  func namesAreTaken(_ text: String, _ plain: String) throws {
    #expect(try HostRule(text).description == plain)
  }

  @Test(arguments: [
    ("127.0.0.1", EgressError.address("127.0.0.1")), ("0177.1", .address("0177.1")),
    ("0x7f.0.0.1", .address("0x7f.0.0.1")), ("2130706433", .address("2130706433")),
    ("example.0x7f000001", .address("example.0x7f000001")),
    ("[::1]:443", .address("[::1]:443")), ("::1", .address("::1")),
    ("localhost", .loopback("localhost")), ("a.localhost", .loopback("a.localhost")),
    ("LOCALHOST", .loopback("LOCALHOST")),
    ("localhost.localdomain", .loopback("localhost.localdomain")),
    ("intranet", .invalidHost("intranet")), ("", .invalidHost("")), (".", .invalidHost(".")),
    ("example.com.", .invalidHost("example.com.")),
    ("*.example.com", .invalidHost("*.example.com")),
    ("a..example.com", .invalidHost("a..example.com")),
    ("-a.example.com", .invalidHost("-a.example.com")),
    ("a b.example.com", .invalidHost("a b.example.com")),
    ("a\n.example.com", .invalidHost("a\n.example.com")),
    ("exämple.com", .invalidHost("exämple.com")),
    ("user@example.com", .invalidHost("user@example.com")),
    ("https://example.com", .invalidHost("https://example.com")),
    ("example.com:0", .invalidPort("example.com:0")),
    ("example.com:65536", .invalidPort("example.com:65536")),
    ("example.com:", .invalidPort("example.com:")),
    ("example.com:+22", .invalidPort("example.com:+22")),
    ("example.com:022222", .invalidPort("example.com:022222")),
  ])
  func othersAreRefused(_ text: String, _ error: EgressError) {
    #expect(throws: EgressError.self) { try HostRule(text) }
    if !text.contains("://") { #expect(throws: error) { try HostRule(text) } }
  }

  @Test func aNameHasAtMost253Bytes() throws {
    let label = String(repeating: "a", count: 63)
    let long = "\(label).\(label).\(label).\(String(repeating: "b", count: 61))"
    #expect(try HostName(long).text.utf8.count == 253)
    #expect(throws: EgressError.self) { try HostName(long + "b") }
    #expect(throws: EgressError.self) { try HostName("\(label)a.example.com") }
  }

  @Test func theListDecides() throws {
    let list = AllowList([
      try HostRule("api.example.com"), try HostRule(".wild.example"),
      try HostRule("git.example.com:22"),
    ])
    func decision(_ host: String, _ port: UInt16) throws -> String {
      switch list.decision(try HostName(host), port: port) {
      case .success(let rule): rule.description
      case .failure(let refusal): refusal.rawValue
      }
    }
    #expect(try decision("api.example.com", 443) == "api.example.com")
    #expect(try decision("api.example.com", 80) == "port-not-allowed")
    #expect(try decision("x.api.example.com", 443) == "host-not-allowed")
    #expect(try decision("notapi.example.com", 443) == "host-not-allowed")
    #expect(try decision("a.wild.example", 443) == ".wild.example")
    #expect(try decision("a.b.wild.example", 443) == ".wild.example")
    #expect(try decision("wild.example", 443) == "host-not-allowed")
    #expect(try decision("evilwild.example", 443) == "host-not-allowed")
    #expect(try decision("git.example.com", 22) == "git.example.com:22")
    #expect(try decision("git.example.com", 443) == "port-not-allowed")
  }
}
