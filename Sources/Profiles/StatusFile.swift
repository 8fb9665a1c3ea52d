import AgentModel
import Yams

/// Reads `profiles/<name>.status.yaml`: `ready`, `composer`, `rules`, `hooks` and `chrome`, as
/// `docs/status.md` describes them.
package enum StatusFile {
  private struct Document: Decodable {
    var ready: Ready?
    var composer: Composer?
    var rules: [Rule]?
    var hooks: [String: String]?
    var chrome: [String]?
  }

  /// A pattern for the input line, or one with more about it.
  private struct Composer: Decodable {
    var line: String
    var none: [String] = []
    var last: Int?
    var pasted: String?

    private enum Key: String, CodingKey { case line, none, last, pasted }

    init(from decoder: any Decoder) throws {
      if let value = try? decoder.singleValueContainer(), let line = try? value.decode(String.self)
      {
        self.line = line
        return
      }
      let values = try decoder.container(keyedBy: Key.self)
      line = try values.decode(String.self, forKey: .line)
      none = try values.decodeIfPresent([String].self, forKey: .none) ?? []
      last = try values.decodeIfPresent(Int.self, forKey: .last)
      pasted = try values.decodeIfPresent(String.self, forKey: .pasted)
    }
  }

  private struct Ready: Decodable {
    var all: [String]?
    var none: [String]?
  }

  private struct Rule: Decodable {
    var name: String
    var state: String
    var title: String?
    var last: Int?
    var cursor: String?
    var all: [String]?
    var any: [String]?
    var none: [String]?
    var sentence: String?
    var yes: [String]?
    var no: [String]?
  }

  /// The most rules of one file, and bytes of one pattern.
  private static let limit = 200
  private static let patternLimit = 1000

  /// The rules in a file's text. Throws `ProfileError.unreadable`.
  package static func parse(_ text: String, name: String) throws(ProfileError) -> StatusRules {
    let lines = text.split("\n").map { $0.drop { $0 == " " } }
    if lines.allSatisfy({ $0.isEmpty || $0.hasPrefix("#") }) { return StatusRules() }
    let document: Document
    do {
      document = try YAMLDecoder().decode(Document.self, from: text)
    } catch {
      throw problem(name, "not the YAML it should be")
    }
    var rules = StatusRules()
    rules.ready = ReadyRule(all: document.ready?.all ?? [], none: document.ready?.none ?? [])
    if let composer = document.composer {
      rules.composer = StatusRules.Composer(line: composer.line)
      rules.composer?.none = composer.none
      rules.composer?.last = composer.last
      rules.composer?.pasted = composer.pasted
    }
    rules.chrome = document.chrome ?? []
    for (event, state) in document.hooks ?? [:] {
      guard let claim = StatusClaim(state), isPlain(event) else {
        throw problem(name, "no such state, of the hook \(event)")
      }
      rules.hooks[event] = claim
    }
    for rule in document.rules ?? [] { rules.rules.append(try read(rule, name)) }
    guard (rules.rules.map(\.last) + [rules.composer?.last]).allSatisfy({ ($0 ?? 1) >= 1 }) else {
      throw problem(name, "last is a number of lines from 1 on")
    }
    guard rules.fields.count <= limit * 10, rules.rules.count <= limit,
      rules.fields.allSatisfy({ isPlain($0) && $0.utf8.count <= patternLimit })
    else { throw problem(name, "too many rules, or a pattern of more than a line") }
    return rules
  }

  private static func read(
    _ rule: Rule, _ name: String
  ) throws(ProfileError) -> StatusRules.Rule {
    guard let claim = StatusClaim(rule.state) else {
      throw problem(name, "no such state, of the rule \(rule.name)")
    }
    var read = StatusRules.Rule()
    read.name = rule.name
    read.claim = claim
    read.title = rule.title
    read.last = rule.last
    if let cursor = rule.cursor {
      read.cursor = StatusRules.Cursor(rawValue: cursor)
      guard read.cursor != nil else {
        throw problem(name, "the cursor is at last-line or below, in the rule \(rule.name)")
      }
    }
    read.all = rule.all ?? []
    read.any = rule.any ?? []
    read.none = rule.none ?? []
    read.sentence = rule.sentence
    read.yes = rule.yes ?? []
    read.no = rule.no ?? []
    guard read.title != nil || !read.all.isEmpty || !read.any.isEmpty else {
      throw problem(name, "nothing to match, in the rule \(rule.name)")
    }
    return read
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 != 10 && $0 != 0 }
  }

  private static func problem(_ name: String, _ reason: String) -> ProfileError {
    .unreadable(profile: "\(name).status.yaml", reason: reason)
  }
}
