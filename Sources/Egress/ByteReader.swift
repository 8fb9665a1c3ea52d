/// Reads numbers and blocks of bytes, most significant byte first, and never beyond the end.
struct ByteReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var isAtEnd: Bool { rest.isEmpty }

  /// A number of so many bytes.
  mutating func number(width: Int) -> UInt? {
    guard rest.count >= width else { return nil }
    let value = rest.prefix(width).reduce(UInt(0)) { $0 << 8 | UInt($1) }
    rest = rest.dropFirst(width)
    return value
  }

  /// So many bytes.
  mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// A block behind its length, a number of `width` bytes.
  mutating func block(width: Int) -> ByteReader? {
    guard let length = number(width: width), let bytes = bytes(Int(length)) else { return nil }
    return ByteReader(bytes)
  }

  mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }

  mutating func skipBlock(width: Int) -> Bool { block(width: width) != nil }
}
