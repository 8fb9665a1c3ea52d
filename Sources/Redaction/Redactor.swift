/// Takes secrets out of text: the values that an agent was given, and everything that looks like one. What
/// is taken out leaves its kind behind, as `sk-ant-[redacted]`. Hashes of commits and identifiers stay.
package struct Redactor: Sendable {
  /// What stands in the place of a secret.
  package static let mark = Array("[redacted]".utf8)

  /// The values, by their first bytes.
  private let values: [UInt8: [[UInt8]]]
  /// For every byte, what may begin or stand there.
  private let interest: [UInt8]
  /// Whether whole private keys are to go.
  let findsKeys: Bool

  private enum Interest {
    static let value: UInt8 = 1
    static let token: UInt8 = 2
    static let sign: UInt8 = 4
    static let address: UInt8 = 8
    static let dash: UInt8 = 16
    /// It is part of a word.
    static let word: UInt8 = 128
  }

  /// The least bytes of a value that is known as it is: a shorter one is part of too many words.
  package static let leastLength = 8

  /// For an agent that was given those values. They are found as they are, in base64, and as parts of
  /// addresses. With `onlyKnown`, what merely looks like a secret stays.
  package init(values: [String] = [], onlyKnown: Bool = false) {
    var known: [UInt8: [[UInt8]]] = [:]
    for value in Set(values.filter { $0.utf8.count >= Redactor.leastLength }) {
      for form in Set(SecretForm.all(of: value)) {
        if let first = form.first { known[first, default: []].append(form) }
      }
    }
    // The longest first: one may begin as another does.
    self.values = known.mapValues { $0.sorted { $0.count > $1.count } }
    var interest = [UInt8](repeating: 0, count: 256)
    for first in known.keys { interest[Int(first)] |= Interest.value }
    if !onlyKnown {
      for first in SecretToken.firstBytes { interest[Int(first)] |= Interest.token }
      for sign in "=:".utf8 { interest[Int(sign)] |= Interest.sign }
      interest[Int(UInt8(ascii: ":"))] |= Interest.address
      interest[Int(UInt8(ascii: "-"))] |= Interest.dash
    }
    findsKeys = !onlyKnown
    for byte in UInt8.min...UInt8.max where SecretToken.isPart(byte) {
      interest[Int(byte)] |= Interest.word
    }
    self.interest = interest
  }

  /// A text without its secrets.
  package func redacted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return redacted(bytes).map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  /// The same of bytes; nil when there are none to take out.
  package func redacted(_ bytes: [UInt8]) -> [UInt8]? { bytes.withUnsafeBytes { redacted($0) } }

  /// The same of whole lines in memory.
  package func redacted(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    let secrets = self.secrets(in: bytes)
    guard !secrets.isEmpty else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    for secret in secrets {
      result += bytes[place..<secret.lowerBound]
      result += Redactor.mark
      place = secret.upperBound
    }
    result += bytes[place...]
    return result
  }

  /// Where secrets stand, in order, none over another.
  package func secrets(in bytes: UnsafeRawBufferPointer) -> [Range<Int>] {
    var found: [Range<Int>] = []
    guard let text = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return found }
    let end = bytes.count
    interest.withUnsafeBufferPointer { table in
      guard let interest = table.baseAddress else { return }
      var index = 0
      var isInWord = false
      while index < end {
        var kinds = interest[Int(text[index])]
        // A token begins where a word does: most bytes are passed by here.
        if isInWord { kinds &= ~Interest.token }
        isInWord = kinds & Interest.word != 0
        guard kinds & ~Interest.word != 0, let secret = secret(at: index, kinds, bytes) else {
          index += 1
          continue
        }
        let whole = widened(secret, from: index, bytes)
        found.append(whole)
        index = max(whole.upperBound, index + 1)
        isInWord = false
      }
    }
    return found
  }

  /// A secret with the known values that begin before it, or reach out of it.
  private func widened(
    _ secret: Range<Int>, from start: Int, _ bytes: UnsafeRawBufferPointer
  ) -> Range<Int> {
    var secret = secret
    var index = start
    while index < secret.upperBound {
      if interest[Int(bytes[index])] & Interest.value != 0,
        let value = values[bytes[index]]?.first(where: {
          SecretToken.stands($0, at: index, in: bytes)
        })
      {
        secret = min(secret.lowerBound, index)..<max(secret.upperBound, index + value.count)
      }
      index += 1
    }
    return secret
  }

  private func secret(
    at index: Int, _ kinds: UInt8, _ bytes: UnsafeRawBufferPointer
  ) -> Range<Int>? {
    if kinds & Interest.value != 0, let values = values[bytes[index]] {
      for value in values where SecretToken.stands(value, at: index, in: bytes) {
        return index..<(index + value.count)
      }
    }
    if kinds & Interest.token != 0, let secret = SecretToken.secret(at: index, in: bytes) {
      return secret
    }
    if kinds & Interest.address != 0, let secret = SecretField.password(at: index, in: bytes) {
      return secret
    }
    if kinds & Interest.sign != 0, let secret = SecretField.value(at: index, in: bytes) {
      return secret
    }
    if kinds & Interest.dash != 0 { return SecretField.option(at: index, in: bytes) }
    return nil
  }
}
