import Egress

/// The address that each allowed name has inside: so where a connection goes says for whom it is,
/// whatever it speaks.
struct GateNames {
  private var addresses: [HostName: IPAddress] = [:]
  private var names: [IPAddress: HostName] = [:]

  /// The most names; an agent may think of any number below a wildcard.
  private static let most = 20_000

  /// The address of a name; nil when there are too many.
  mutating func address(of name: HostName) -> IPAddress? {
    if let address = addresses[name] { return address }
    let number = addresses.count + 256
    guard addresses.count < Self.most,
      let address = IPAddress([127, 77, UInt8(number >> 8), UInt8(number & 255)])
    else { return nil }
    addresses[name] = address
    names[address] = name
    return address
  }

  /// The name at an address.
  func name(at address: IPAddress) -> HostName? { names[address] }
}
