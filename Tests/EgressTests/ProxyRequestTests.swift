import Egress
import Testing

@Suite struct ProxyRequestTests {
  private func request(_ text: String) -> ProxyRequest? {
    guard case .request(let request, let length) = ProxyRequest.read(Array(text.utf8)) else {
      return nil
    }
    #expect(length == text.utf8.count)
    return request
  }

  @Test func aTunnelIsAskedFor() {
    let found = request("CONNECT api.example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(found?.isTunnel == true && found?.host == "api.example.com" && found?.port == "443")
    #expect(found?.head == [])
    #expect(request("CONNECT [::1]:443 HTTP/1.1\r\n\r\n")?.host == "[::1]")
    #expect(request("CONNECT a.example:99999 HTTP/1.1\r\n\r\n")?.port == "99999")
    #expect(request("CONNECT a.example:-1 HTTP/1.0\r\n\r\n")?.port == "-1")
  }

  @Test func aRequestIsPassedOnForOneHostAlone() throws {
    let found = try #require(
      request(
        "GET http://a.example/x?y HTTP/1.1\r\nHost: evil.example\r\nConnection: keep-alive\r\n"
          + "Proxy-Authorization: secret\r\nAccept:  */* \r\n\r\n"))
    #expect(found.host == "a.example" && found.port == "" && !found.isTunnel)
    #expect(
      String(decoding: found.head, as: UTF8.self)
        == "GET /x?y HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\nConnection: close\r\n\r\n")
    #expect(request("GET http://a.example:8080 HTTP/1.1\r\n\r\n")?.port == "8080")
    #expect(request("GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n")?.host == "a.example")
  }

  @Test(arguments: [
    "GET / HTTP/1.1\r\n\r\n", "GET x HTTP/1.1\r\nHost: a.example\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n",
    "GET http://u@a.example/ HTTP/1.1\r\n\r\n", "CONNECT a.example HTTP/1.1\r\n\r\n",
    "CONNECT a.example:443@b.example:443 HTTP/1.1\r\n\r\n",
    "CONNECT a.example:4:5 HTTP/1.1\r\n\r\n",
    "CONNECT a.example:443 HTTP/2\r\n\r\n", "CONNECT  a.example:443 HTTP/1.1\r\n\r\n",
    "CONNECT a.example:443\tx HTTP/1.1\r\n\r\n", "CONNECT a.example:443 HTTP/1.1\r\nX : y\r\n\r\n",
    "CONNECT a.example:443 HTTP/1.1\r\n folded\r\n\r\n",
    "CONNECT a.example:443 HTTP/1.1\nX: y\r\n\r\n",
    "CONNECT a.example:443 HTTP/1.1\r\nX: a\rb\r\n\r\n", "CONNECT a.example\0:443 HTTP/1.1\r\n\r\n",
    "\r\n\r\n", "CONNECT [::1 HTTP/1.1\r\n\r\n", "CONNECT [::1]x:443 HTTP/1.1\r\n\r\n",
  ]) func whatCanBeReadInTwoWaysIsRefused(_ text: String) {
    #expect(ProxyRequest.read(Array(text.utf8)) == .malformed)
  }

  @Test func itMayComeInPiecesAndHasAnEnd() {
    let bytes = Array("CONNECT a.example:443 HTTP/1.1\r\nX: y\r\n\r\n".utf8)
    for count in 0..<bytes.count {
      #expect(ProxyRequest.read(Array(bytes[..<count])) == .unfinished)
    }
    let endless = [UInt8](repeating: UInt8(ascii: "a"), count: ProxyRequest.limit)
    #expect(ProxyRequest.read(endless) == .malformed)
  }
}
