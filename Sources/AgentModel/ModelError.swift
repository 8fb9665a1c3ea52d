/// A value that is not what it should be.
package enum ModelError: UserFacingError, Equatable {
  case invalidName(String)
  case nameTooLong(String)
  case invalidTag(String)
  case invalidKey(String)
  case invalidSetting(String)
  case unterminatedQuote(line: Int)
  case invalidNumber(what: String, value: String)
  case invalidRecord(what: String)

  package var problem: String {
    switch self {
    case .invalidName: "a name is letters, digits and '-', and starts with a letter or digit"
    case .nameTooLong: "a name has at most \(AgentName.maximumLength) characters"
    case .invalidTag: "a tag is KEY=VALUE, its key of letters, digits, '_' and '-'"
    case .invalidKey: "a key is capital letters, digits and '_'"
    case .invalidSetting: "a setting's name is letters, digits and '_', and starts with no digit"
    case .unterminatedQuote: "a quote is not closed"
    case .invalidNumber(let what, _): "\(what) must be a whole number"
    case .invalidRecord: "a record is not readable"
    }
  }

  package var culprit: String? {
    switch self {
    case .invalidName(let value), .nameTooLong(let value), .invalidTag(let value),
      .invalidKey(let value), .invalidSetting(let value), .invalidNumber(_, let value),
      .invalidRecord(let value):
      value
    case .unterminatedQuote(let line): "line \(line)"
    }
  }
}
