/// The forms in which a value may stand in a text.
enum SecretForm {
  /// As it is, in base64, and as a part of an address.
  static func all(of value: String) -> [[UInt8]] {
    let bytes = Array(value.utf8)
    return [bytes, inAddress(bytes)] + (0..<3).map { base64(bytes, behind: $0) }
  }

  /// Behind so many bytes of something else, as in `user:value`; without what depends on those, and without
  /// its end, which depends on what follows.
  private static func base64(_ value: [UInt8], behind count: Int) -> [UInt8] {
    let bytes = [UInt8](repeating: 0, count: count) + value
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let text = stride(from: 0, to: bytes.count - bytes.count % 3, by: 3).flatMap { index in
      let number = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
      return [18, 12, 6, 0].map { digits[number >> $0 & 63] }
    }
    return Array(text.dropFirst([0, 2, 3][count]))
  }

  private static func inAddress(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { byte in
      SecretToken.isPart(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}
