/// Where the gate is in the network of an agent: the name server, and the proxy.
package enum GateAddress {
  /// The address, of IPv4.
  package static let bytes: [UInt8] = [127, 77, 0, 1]
  /// The same as text.
  package static let text = bytes.map(String.init).joined(separator: ".")
  /// The same as a number.
  package static let number = bytes.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
  /// The port of the proxy.
  package static let proxyPort: UInt16 = 3128
  /// The port of the name server.
  package static let namePort: UInt16 = 53
}
