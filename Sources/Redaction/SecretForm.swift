/// The forms in which a value may stand in a text.
enum SecretForm {
  /// As it is, in base64, and as a part of an address.
  static func all(of value: String) -> [[UInt8]] {
    let bytes = Array(value.utf8)
    return [bytes, base64(bytes), inAddress(bytes)]
  }

  /// Without its end, which depends on what follows.
  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    return stride(from: 0, to: bytes.count - bytes.count % 3, by: 3).flatMap { index in
      let number = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
      return [18, 12, 6, 0].map { digits[number >> $0 & 63] }
    }
  }

  private static func inAddress(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { byte in
      SecretToken.isPart(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "~")
        ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}
