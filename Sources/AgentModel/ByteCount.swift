/// A number of bytes, as people read and write it.
package struct ByteCount: Sendable, Equatable, CustomStringConvertible {
  /// The number.
  package let bytes: Int

  /// That many.
  package init(bytes: Int) { self.bytes = bytes }

  private static let units: [(letter: Character, bytes: Int)] = [
    ("k", 1 << 10), ("m", 1 << 20), ("g", 1 << 30), ("t", 1 << 40),
  ]

  /// Reads `1048576`, `512M`, `2g`, `2GiB`; nil for anything else.
  package init?(_ text: String) {
    let lower = text.lowercased()
    let digits = lower.prefix { $0.isASCII && $0.isNumber }
    let rest = lower.dropFirst(digits.count)
    guard let number = Int(digits) else { return nil }
    guard let unit = rest.first else {
      bytes = number
      return
    }
    guard let factor = ByteCount.units.first(where: { $0.letter == unit })?.bytes,
      ["", "b", "ib"].contains(String(rest.dropFirst()))
    else { return nil }
    let (product, isTooLarge) = number.multipliedReportingOverflow(by: factor)
    guard !isTooLarge else { return nil }
    bytes = product
  }

  /// `512 B`, `1.5 MB`: units of 1024, one decimal below ten.
  package var description: String {
    guard let unit = ByteCount.units.last(where: { bytes >= $0.bytes }) else { return "\(bytes) B" }
    let tenths = (bytes * 10 + unit.bytes / 2) / unit.bytes
    let number = tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\((tenths + 5) / 10)"
    return "\(number) \(unit.letter.uppercased())B"
  }
}
