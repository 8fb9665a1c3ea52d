import AgentvmTestSupport
import Foundation
import Testing

/// Prompts for an agent that loses, swallows and forgets: every one arrives once, or its sender is
/// told that it did not.
@Suite struct DeliveryTests {
  private static let rules = """
    ready:
      all: ['^> *$', '^ready for input$']
      none: ['^busy$', '^Do you trust']
    composer: {line: '^> .*[^ ]'}
    rules:
      - {name: trust, state: waiting/question, all: ['^Do you trust']}
      - {name: busy, state: working, all: ['^~ working on it$']}
    """

  /// How many prompts, and for how many agents at once: 20 each where there are many.
  private static let count =
    Int(ProcessInfo.processInfo.environment["AGENTVM_TEST_PROMPTS"] ?? "") ?? 40
  private static let agents = min(50, max(8, count / 20))

  @Test func aHostileAgentGetsEveryPromptOnce() throws {
    try TestHome.with { home throws in
      let program = "\(home.path)/hostile-agent"
      try home.write("hostile-agent", HostileAgent.text, permissions: 0o755)
      try home.write(
        "\(home.name)/profiles/hostile.env", "PROFILE_LABEL=Hostile\nPROFILE_CMD=\"\(program)\"\n")
      try home.write("\(home.name)/profiles/hostile.status.yaml", Self.rules)
      try home.run("swarm", "h", String(Self.agents), "-p", "hostile")
      let each = Self.count / Self.agents
      let verdicts = Verdicts()
      // Threads of their own: a queue gives only as many as there are cores.
      let ended = DispatchGroup()
      for agent in 1...Self.agents {
        ended.enter()
        Thread {
          for number in 1...each {
            let text = Self.prompt(number, of: agent)
            let result = try? home.run(
              "exec", "h-\(agent)", "--deliver", "--timeout", "120", "--", text)
            verdicts.add(agent, text, isDelivered: result?.status == 0)
          }
          ended.leave()
        }.start()
      }
      ended.wait()
      for agent in 1...Self.agents {
        let truth = (home.read("\(home.name)/workspaces/h-\(agent)/taken.jsonl") ?? "")
          .split(separator: "\n").compactMap {
            try? JSONDecoder().decode(String.self, from: Data($0.utf8))
          }
        #expect(truth == verdicts.delivered(to: agent), "agent \(agent)")
        #expect(verdicts.failed(of: agent) == [], "agent \(agent)")
      }
    }
  }

  private static func prompt(_ number: Int, of agent: Int) -> String {
    var text = "prompt \(number) of agent \(agent)"
    if number % 3 == 0 { text += "\n\nwith several lines, \"quotes\" and $(words) \(number)" }
    if number % 5 == 0 { text = String(repeating: "long ", count: 60) + text }
    return text
  }

  private final class Verdicts: @unchecked Sendable {
    private let lock = NSLock()
    private var all: [(agent: Int, text: String, isDelivered: Bool)] = []

    func add(_ agent: Int, _ text: String, isDelivered: Bool) {
      lock.withLock { all.append((agent, text, isDelivered)) }
    }
    func delivered(to agent: Int) -> [String] {
      all.filter { $0.agent == agent && $0.isDelivered }.map(\.text)
    }
    func failed(of agent: Int) -> [String] {
      all.filter { $0.agent == agent && !$0.isDelivered }.map(\.text)
    }
  }
}
