import Egress
import Testing

@Suite struct ClientHelloTests {
  @Test(arguments: [16384, 100, 7, 1]) func theNameIsRead(_ recordSize: Int) {
    #expect(ClientHello.read(Hello(recordSize: recordSize).bytes) == .name("api.example.com"))
  }

  @Test func itMayComeInPieces() {
    let bytes = Hello(recordSize: 64).bytes
    for count in 0..<bytes.count - 1 {
      #expect(ClientHello.read(Array(bytes[..<count])) == .unfinished, "\(count) bytes")
    }
    #expect(ClientHello.read(bytes + [23, 3, 3, 0, 1, 0]) == .name("api.example.com"))
  }

  @Test func itMayHaveNoName() {
    #expect(ClientHello.read(Hello(name: nil).bytes) == .name(nil))
    #expect(ClientHello.read(Hello(name: nil, extensionsBefore: 0).bytes) == .name(nil))
  }

  @Test func whatCanBeReadInTwoWaysIsRefused() {
    // Two names.
    var hello = Hello(name: "api.example.com", extensionsBefore: 0)
    let entry =
      hello.two(0)
      + hello.block(
        hello.two,
        hello.block(hello.two, [0] + hello.block(hello.two, Array("evil.example.com".utf8))))
    hello.extensionsBefore = 0
    var bytes = hello.bytes
    bytes += entry
    let grow = { (index: Int) in
      let value = Int(bytes[index]) << 8 | Int(bytes[index + 1])
      bytes[index] = UInt8((value + entry.count) >> 8)
      bytes[index + 1] = UInt8((value + entry.count) & 255)
    }
    grow(3)
    grow(7)
    grow(5 + 4 + 34 + 33 + 6 + 2)
    #expect(ClientHello.read(bytes) == .malformed)
    #expect(ClientHello.read(Hello(name: "").bytes) == .malformed)
    #expect(ClientHello.read(Hello(name: "a\0b").bytes) == .malformed)
    #expect(ClientHello.read(Hello(name: "a b").bytes) == .malformed)
  }

  @Test(arguments: [
    Array("GET / HTTP/1.1\r\n".utf8), Array("SSH-2.0-OpenSSH\r\n".utf8), [22, 2, 0, 0, 1, 1],
    [22, 3, 1, 0, 0], [22, 3, 1, 0xFF, 0xFF], [22, 3, 1, 0, 4, 2, 0, 0, 0],
    [22, 3, 1, 0, 4, 1, 0xFF, 0xFF, 0xFF],
    [22, 3, 1, 0, 1, 1, 23, 3, 3, 0, 1, 0],
  ]) func othersAreRefused(_ bytes: [UInt8]) {
    #expect(ClientHello.read(bytes) == .malformed)
  }

  @Test func itIsNeverWaitedForWithoutEnd() {
    var bytes: [UInt8] = []
    while bytes.count < ClientHello.limit { bytes += [22, 3, 1, 0, 1, 1] }
    #expect(ClientHello.read(bytes) == .malformed)
  }
}
