import Foundation

/// Inputs for parsers that eat what they get: seeds, damaged. A short run in every test;
/// `AGENTVM_TEST_INPUTS=1000000` makes a long one.
package enum Damage {
  /// How many inputs a test makes.
  package static let count =
    Int(ProcessInfo.processInfo.environment["AGENTVM_TEST_INPUTS"] ?? "") ?? 20_000

  /// Calls `body` with so many inputs that are like one of the seeds.
  package static func inputs(
    like seeds: [String], count: Int = Damage.count, _ body: ([UInt8]) throws -> Void
  ) rethrows {
    var dice = SystemRandomNumberGenerator()
    let seeds = seeds.map { Array($0.utf8) }
    for _ in 0..<count { try body(of(seeds.randomElement(using: &dice) ?? [], &dice)) }
  }

  /// A seed, damaged in some places, cut or grown.
  package static func of(
    _ seed: [UInt8], _ dice: inout some RandomNumberGenerator
  ) -> [UInt8] {
    var bytes = seed
    for _ in 0..<Int.random(in: 0...6, using: &dice) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &dice)
      switch Int.random(in: 0...3, using: &dice) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &dice)
      case 1: bytes.remove(at: index)
      case 2: bytes.insert(UInt8.random(in: 0...255, using: &dice), at: index)
      default: bytes[index] = [0, 0xFF, 0x7F, 0x80, 0xC0, 13, 10].randomElement(using: &dice) ?? 0
      }
    }
    if Bool.random(using: &dice) {
      bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &dice)))
    }
    return bytes
  }
}
