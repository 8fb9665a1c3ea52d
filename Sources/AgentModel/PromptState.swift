/// How far the prompt that an agent was started with has come.
package enum PromptState: String, Sendable {
  case pending
  case delivered
  case failed
}
