/// A client hello as a client would send it.
struct Hello {
  var name: String? = "api.example.com"
  var extensionsBefore = 3
  /// The most bytes of one record.
  var recordSize = 16384

  var bytes: [UInt8] {
    var extensions: [UInt8] = []
    for number in 0..<extensionsBefore {
      extensions += two(100 + number) + block(two, [UInt8](repeating: 7, count: number * 50))
    }
    if let name {
      extensions += two(0) + block(two, block(two, [0] + block(two, Array(name.utf8))))
    }
    var body: [UInt8] = [3, 3] + [UInt8](repeating: 9, count: 32)
    body += [32] + [UInt8](repeating: 8, count: 32) + block(two, [0x13, 1, 0x13, 2]) + [1, 0]
    body += block(two, extensions)
    let message = [1, UInt8(body.count >> 16)] + two(body.count & 0xFFFF) + body
    return stride(from: 0, to: message.count, by: recordSize).flatMap { start in
      [22, 3, 1] + block(two, Array(message[start..<min(message.count, start + recordSize)]))
    }
  }

  func two(_ number: Int) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }

  func block(_ width: (Int) -> [UInt8], _ bytes: [UInt8]) -> [UInt8] { width(bytes.count) + bytes }
}
