import Egress
import Testing

@Suite struct IPAddressTests {
  @Test(arguments: [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.77.1.1",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255", "100.100.100.200",
  ])
  func theseAreNotPublic(_ text: String) throws {
    #expect(try #require(address(text)).isPublic == false)
  }

  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255",
    "100.128.0.0", "126.255.255.255", "128.0.0.1", "172.15.255.255", "172.32.0.0",
    "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
  ])
  func theseArePublic(_ text: String) throws {
    #expect(try #require(address(text)).isPublic)
  }

  @Test func ofIPv6OnlyGlobalUnicastIsPublic() throws {
    func address(_ head: [UInt8], _ tail: [UInt8] = []) throws -> IPAddress {
      let middle = [UInt8](repeating: 0, count: 16 - head.count - tail.count)
      return try #require(IPAddress(head + middle + tail))
    }
    let refused: [([UInt8], [UInt8])] = [
      ([], []), ([], [1]), ([], [0xFF, 0xFF, 127, 0, 0, 1]), ([], [0xFF, 0xFF, 8, 8, 8, 8]),
      ([], [127, 0, 0, 1]), ([0xFE, 0x80], [1]), ([0xFE, 0xC0], [1]), ([0xFC], [1]), ([0xFD], [1]),
      ([0xFF, 2], [1]), ([0, 0x64, 0xFF, 0x9B], [127, 0, 0, 1]), ([0x20, 0x02, 10], [1]),
      ([0x20, 0x01, 0x0D, 0xB8], [1]), ([0x20, 0x01], [1]), ([0xFD, 0, 0xEC, 2], [0x02, 0x54]),
      ([0x3F, 0xFF, 0], [1]), ([1], [1]), ([0x40], [1]),
    ]
    for (head, tail) in refused { #expect(try !address(head, tail).isPublic, "\(head)…\(tail)") }
    #expect(try address([0x26, 0x06, 0x28, 0], [1]).isPublic)
    #expect(try address([0x20, 0x01, 0x48, 0x60], [0x88, 0x88]).isPublic)
    #expect(try address([0x2A, 0x00], [1]).isPublic)
  }

  private func address(_ dotted: String) -> IPAddress? {
    IPAddress(dotted.split(separator: ".").compactMap { UInt8($0) })
  }
}
