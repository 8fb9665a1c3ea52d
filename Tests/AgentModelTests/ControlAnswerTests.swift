import AgentModel
import AgentvmTestSupport
import Testing

@Suite struct ControlAnswerTests {
  @Test(
    arguments: [
      .ok, .busy, .notUnderstood, .noGate, .delivered, .undelivered(reason: "it is ok"),
      .undelivered(reason: ""), .ended(.exited(status: 3)), .ended(.killed(signal: 9)),
      .ended(.lost),
      .explanation("status ready\nsource screen"), .explanation(""),
    ] as [ControlAnswer])
  func comeBackAsTheyWere(_ answer: ControlAnswer) {
    #expect(ControlAnswer(decoding: answer.encoded) == answer)
  }

  @Test func damagedOnesAreNone() {
    for text in ["", "exited", "exited x", "killed 99999999999", "fine", "ok "] {
      #expect(ControlAnswer(decoding: Array(text.utf8)) == nil)
    }
    Damage.inputs(like: ["exited 1", "undelivered no"]) {
      _ = ControlAnswer(decoding: $0)
    }
  }
}
