import AgentModel
import Egress
import Profiles

/// The sets of hosts that have names, `profiles/<name>.hosts`: the user's own before the shipped ones. A
/// rule on each line; `#` begins a remark.
package struct HostSets: Sendable {
  private let context: Context
  private static let limit = 1 << 20

  /// For the home of that context.
  package init(_ context: Context) { self.context = context }

  /// The rules that a text means: one rule, or those of the set `@name`. Throws `EgressError`.
  package func rules(_ text: String) throws -> [HostRule] {
    guard text.hasPrefix("@") else { return [try HostRule(text)] }
    let name = String(text.dropFirst())
    let isName =
      !name.isEmpty && name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == 0x2D || $0 == 0x5F }
    let folders =
      [context.layout.profiles] + (context.installation.share.map { ["\($0)/profiles"] } ?? [])
    let paths = folders.map { "\($0)/\(name).hosts" }
    guard isName, let path = paths.first(where: { context.files.facts($0) != nil }) else {
      throw EgressError.unknownSet(text)
    }
    let bytes = try context.files.readFollowingLinks(path, limit: HostSets.limit)
    return try String(decoding: bytes, as: UTF8.self).split("\n").compactMap { line in
      let words = line.prefix { $0 != "#" }.split(separator: " ")
      return try words.first.map { try HostRule(String($0)) }
    }
  }
}
