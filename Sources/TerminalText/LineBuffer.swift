/// Lines of text as they come about: the last one has a cursor, as a terminal's has.
struct LineBuffer: ~Copyable {
  /// Bytes beyond which a line is text that nobody moves a cursor in.
  private static let longestLine = 8192
  /// The widest jump that becomes blanks.
  private static let widestJump = 400

  private var buffer: UnsafeMutableRawPointer
  private var capacity = 1 << 16
  private var count = 0
  private var lineStart = 0
  private var hasReturn = false
  /// Where a carriage return and jumps after it have put the cursor.
  private var cursor = 0

  init() { buffer = .allocate(byteCount: capacity, alignment: 16) }

  deinit { buffer.deallocate() }

  /// Hands out the text of whole lines, or with `all` everything so far.
  mutating func drain(all: Bool, _ body: (UnsafeRawBufferPointer) -> Void) {
    let isLong = count - lineStart > 1 << 16
    let ready = all || isLong ? count : lineStart
    guard ready > 0 else { return }
    body(UnsafeRawBufferPointer(start: buffer, count: ready))
    if ready < count {
      buffer.copyMemory(from: buffer + ready, byteCount: count - ready)
    }
    count -= ready
    lineStart = max(0, lineStart - ready)
  }

  /// Makes room for as many bytes.
  mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: buffer, byteCount: count)
    buffer.deallocate()
    buffer = larger
  }

  /// Copies bytes that stand for themselves, eight at a time; returns where the first is that does not.
  /// There must be room for all of them, and for eight more.
  @inline(__always)
  mutating func appendPrintable(
    _ source: UnsafeRawPointer, from start: Int, to end: Int
  ) -> Int {
    var i = start
    if hasReturn, i < end {
      let byte = source.load(fromByteOffset: i, as: UInt8.self)
      if byte >= 0x20, byte < 0x7F {
        cutAtCursor()
      } else {
        return i
      }
    }
    var out = count
    while i + 8 <= end {
      let word = source.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      buffer.storeBytes(of: word, toByteOffset: out, as: UInt64.self)
      let marks = LineBuffer.marks(word)
      if marks != 0 {
        let clean = marks.trailingZeroBitCount >> 3
        count = out + clean
        return i + clean
      }
      i += 8
      out += 8
    }
    while i < end {
      let byte = source.load(fromByteOffset: i, as: UInt8.self)
      if byte < 0x20 || byte >= 0x7F { break }
      buffer.storeBytes(of: byte, toByteOffset: out, as: UInt8.self)
      i += 1
      out += 1
    }
    count = out
    return i
  }

  /// The high bit of every byte up to the first that is no printable ASCII. Bits above the first may
  /// be wrong.
  @inline(__always)
  private static func marks(_ word: UInt64) -> UInt64 {
    let high: UInt64 = 0x8080_8080_8080_8080
    let ones: UInt64 = 0x0101_0101_0101_0101
    let below = (word &- 0x2020_2020_2020_2020) & ~word
    let delete = word ^ 0x7F7F_7F7F_7F7F_7F7F
    return (below | ((delete &- ones) & ~delete) | word) & high
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    if count + 1 >= capacity { reserve(1 << 16) }
    buffer.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
    count += 1
  }

  /// Writes a byte where the cursor is.
  mutating func write(_ byte: UInt8) {
    cutAtCursor()
    append(byte)
  }

  /// Ends the line; the cursor goes to the next one.
  mutating func endLine() {
    append(0x0A)
    lineStart = count
    hasReturn = false
  }

  /// What was written stays: the cursor goes on in another line.
  mutating func leaveLine() {
    hasReturn = false
    if count > lineStart { endLine() }
  }

  /// The cursor goes to the start of the line. What is there stays until something is written.
  mutating func carriageReturn() {
    hasReturn = true
    cursor = 0
  }

  /// Moves the cursor over as many characters.
  mutating func moveRight(by characters: Int) {
    if hasReturn { cursor += characters } else { pad(characters) }
  }

  /// Moves the cursor to a column, counted from 0; from the end of a line never back.
  mutating func move(to column: Int) {
    if hasReturn { cursor = column } else { pad(column - self.column) }
  }

  private mutating func pad(_ blanks: Int) {
    guard blanks > 0, blanks <= LineBuffer.widestJump, !isLongLine else { return }
    reserve(blanks + (1 << 16))
    for _ in 0..<blanks { append(0x20) }
  }

  /// Characters since the start of the line; of a line that is longer than any screen, where a jump
  /// means nothing, as many as jumps can't reach.
  private var column: Int {
    guard !isLongLine else { return Int.max - LineBuffer.widestJump }
    var characters = 0
    for i in lineStart..<max(lineStart, count)
    where buffer.load(fromByteOffset: i, as: UInt8.self) & 0xC0 != 0x80 { characters += 1 }
    return characters
  }

  private var isLongLine: Bool { count - lineStart > LineBuffer.longestLine }

  /// After a carriage return, what follows is written over the line from the cursor on: the rest of it goes.
  @inline(__always)
  mutating func cutAtCursor() {
    if hasReturn { cut() }
  }

  private mutating func cut() {
    hasReturn = false
    guard !isLongLine else { return endLine() }
    var left = cursor
    var end = lineStart
    while end < count {
      if buffer.load(fromByteOffset: end, as: UInt8.self) & 0xC0 != 0x80 {
        if left == 0 { break }
        left -= 1
      }
      end += 1
    }
    count = end
  }

  /// Takes the last character back.
  mutating func takeBack() {
    guard !hasReturn else { return }
    while count > lineStart {
      count -= 1
      if buffer.load(fromByteOffset: count, as: UInt8.self) & 0xC0 != 0x80 { break }
    }
  }
}
