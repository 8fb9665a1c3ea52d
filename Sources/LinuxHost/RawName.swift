import Glibc

/// The name of a file as its bytes: an agent may use others than UTF-8.
struct RawName {
  /// Ended by a NUL.
  let bytes: [CChar]

  init(_ text: String) { bytes = Array(text.utf8CString) }

  init(_ pointer: UnsafePointer<CChar>) {
    bytes = Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer) + 1))
  }

  /// For people: what is no UTF-8 in it is replaced.
  var text: String {
    String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The names in an open folder, without `.` and `..`.
func entries(of folder: OpaquePointer) -> [RawName] {
  var names: [RawName] = []
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { RawName($0) }
    }
    if name.text != ".", name.text != ".." { names.append(name) }
  }
  return names
}
