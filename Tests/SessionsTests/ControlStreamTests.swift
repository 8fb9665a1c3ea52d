import Sessions
import Testing

/// What tmux answers in control mode, as 3.3a writes it.
@Suite struct ControlStreamTests {
  /// What a client is greeted with: the blocks of its own command line, and what has changed.
  private static let greeting = """
    %begin 1795269295 260 0
    %end 1795269295 260 0
    %begin 1795269295 261 0
    %end 1795269295 261 0
    %window-add @0
    %sessions-changed
    %session-changed $0 w

    """

  /// The answer to a request for a screen.
  private func answer(
    _ token: String, _ lines: [String], facts: String = "20 5 3 1 1", number: Int = 300,
    between: String = ""
  ) -> String {
    let screen = lines.map { "\($0)\n" }.joined()
    return "%begin 1795269295 \(number) 1\n\(screen)%end 1795269295 \(number) 1\n"
      + "\(between)%begin 1795269295 \(number + 1) 1\n\(token)F \(facts)\n"
      + "%end 1795269295 \(number + 1) 1\n"
      + "%begin 1795269295 \(number + 2) 1\n\(token)\n%end 1795269295 \(number + 2) 1\n"
  }

  /// The answer where there is no such pane.
  private func refusal(_ token: String) -> String {
    "%begin 1795269295 267 1\ncan't find session: nope\n%error 1795269295 267 1\n"
      + "%begin 1795269295 268 1\n\(token)F     \n%end 1795269295 268 1\n"
      + "%begin 1795269295 269 1\n\(token)\n%end 1795269295 269 1\n"
  }

  /// A stream that was asked with those tokens.
  private func asked(_ tokens: String...) -> ControlStream {
    var stream = ControlStream()
    for token in tokens { _ = stream.screenRequest("=agentvm-a:", token: token) }
    return stream
  }

  private func answers(_ events: [ControlStream.Event]) -> [ControlStream.Answer] {
    events.compactMap { event in
      if case .answer(let answer) = event { answer } else { nil }
    }
  }

  private func text(_ answer: ControlStream.Answer?) -> [String] {
    guard let answer else { return ["no answer"] }
    return answer.lines.map { String(decoding: $0, as: UTF8.self) }
  }

  private let screen = ["one", "", "\u{1B}[31mred\u{1B}[39m 漢", "", ""]

  @Test func requestsAskForExactlyThatPane() {
    var stream = ControlStream()
    let request = stream.screenRequest("=agentvm-it's:", token: "TOK")
    #expect(
      request == """
        capture-pane -p -e -N -t '=agentvm-it'\\''s:'
        display-message -p -t '=agentvm-it'\\''s:' 'TOKF #{pane_width} #{pane_height} #{cursor_x} \
        #{cursor_y} #{cursor_flag}'
        display-message -p 'TOK'

        """)
    #expect(stream.pending == 1)
  }

  @Test func keysArePressedInEachPane() {
    var stream = ControlStream()
    let request = stream.keysRequest(
      ["%1", "%2"], [(true, "it's;"), (false, "C-c")], token: "TOK")
    #expect(
      request == """
        copy-mode -q -t '%1'
        send-keys -l -t '%1' -- 'it'\\''s;'
        send-keys -t '%1' -- 'C-c'
        copy-mode -q -t '%2'
        send-keys -l -t '%2' -- 'it'\\''s;'
        send-keys -t '%2' -- 'C-c'
        display-message -p 'TOK'

        """)
    #expect(stream.pending == 1)
  }

  @Test func anAnswerIsTheScreenAndItsFacts() {
    var stream = asked("t1")
    let events = stream.take(Array(answer("t1", screen).utf8))
    #expect(events.count == 1)
    #expect(text(answers(events).first) == screen)
    #expect(answers(events).first?.facts == [20, 5, 3, 1, 1])
    #expect(stream.pending == 0)
  }

  @Test func splitAtEveryByteItIsTheSame() {
    let bytes = Array((answer("t1", screen) + answer("t2", ["two"], number: 400)).utf8)
    for place in 0...bytes.count {
      var stream = asked("t1", "t2")
      let events = stream.take(Array(bytes[..<place])) + stream.take(Array(bytes[place...]))
      #expect(answers(events).map(\.token) == ["t1", "t2"], "split at \(place)")
      #expect(text(answers(events).first) == screen, "split at \(place)")
      #expect(text(answers(events).last) == ["two"], "split at \(place)")
    }
    var stream = asked("t1", "t2")
    let events = bytes.flatMap { stream.take([$0]) }
    #expect(answers(events).map { text($0) } == [screen, ["two"]])
  }

  @Test("a client's greeting is no part of the first screen")
  func aGreetingComesFirst() {
    var stream = asked("t1")
    let events = stream.take(Array((Self.greeting + answer("t1", screen)).utf8))
    #expect(text(answers(events).first) == screen)
    #expect(events.contains(.sessionsChanged))
  }

  @Test(
    "a screen that imitates tmux is a screen",
    arguments: [
      ["%end 1 2 3"], ["%begin 1 2 3"], ["%begin 1 2 3", "%end 1 2 3", "x"],
      ["%end 1795269295 300 1", "still the screen"], ["%error 1795269295 300 1", "x"],
      ["%sessions-changed"], ["%exit"], ["t1F 1 2 3 4 5"], ["t1F 1 2 3 4 5", "%end 1 2 3", ""],
      ["x t1"], ["t1 "], ["t2"], ["agentvm0123456789abcdef"], ["%begin", "%end", "%"],
      ["%output %0 x"], ["%end 1 2 3", "%begin 1 2 3", "t1F 9 9 9 9 9", "%end 1 2 3"],
    ])
  func imitations(_ lines: [String]) {
    var stream = asked("t1", "t3")
    let events = stream.take(
      Array((answer("t1", lines) + answer("t3", ["after"], number: 400)).utf8))
    #expect(answers(events).map(\.token) == ["t1", "t3"])
    #expect(text(answers(events).first) == lines)
    #expect(answers(events).first?.facts == [20, 5, 3, 1, 1])
    #expect(text(answers(events).last) == ["after"])
  }

  @Test("an agent can't tell the dashboard that sessions have changed")
  func imitatedNotification() {
    var stream = asked("t1")
    let events = stream.take(Array(answer("t1", ["%sessions-changed"]).utf8))
    #expect(!events.contains(.sessionsChanged))
  }

  @Test func aPaneThatIsGoneHasNeitherLinesNorFacts() {
    for before in ["", Self.greeting, answer("t0", ["x"])] {
      var stream = before.contains("t0") ? asked("t0", "t1") : asked("t1")
      let events = stream.take(Array((before + refusal("t1")).utf8))
      let last = answers(events).last
      #expect(last?.token == "t1")
      #expect(last?.lines == [])
      #expect(last?.facts == nil)
    }
  }

  @Test func afterAPaneThatIsGoneTheNextIsRead() {
    var stream = asked("t1", "t2")
    let events = stream.take(Array((refusal("t1") + answer("t2", screen)).utf8))
    #expect(text(answers(events).last) == screen)
    #expect(answers(events).last?.facts == [20, 5, 3, 1, 1])
  }

  @Test func notificationsComeBetweenAnswers() {
    var stream = ControlStream()
    #expect(stream.take(Array("%window-add @3\n%sessions-changed\n".utf8)) == [.sessionsChanged])
    _ = stream.screenRequest("=a:", token: "t1")
    _ = stream.screenRequest("=a:", token: "t2")
    let bytes =
      "%unlinked-window-add @3\n%sessions-changed\n" + answer("t1", ["a"])
      + "%window-renamed @3 %end\n%sessions-changed\n%window-close @3\n"
      + answer("t2", ["b"], number: 400) + "%sessions-changed\n"
    let events = stream.take(Array(bytes.utf8))
    #expect(events.filter { $0 == .sessionsChanged }.count == 3)
    #expect(answers(events).map { text($0) } == [["a"], ["b"]])
  }

  @Test func notificationsInsideOfARequestAreNotItsScreen() {
    // Between the blocks of two commands anything may come.
    let bytes = answer("t1", screen, between: "%window-add @9\n%sessions-changed\n")
    var stream = asked("t1")
    let events = stream.take(Array(bytes.utf8))
    #expect(text(answers(events).first) == screen)
    #expect(events.contains(.sessionsChanged))
  }

  @Test func keysHaveAnAnswerThatIsNotForAnybody() {
    var stream = ControlStream()
    _ = stream.keysRequest(["%9"], [(false, "Enter")], token: "k1")
    _ = stream.screenRequest("%1", token: "t1")
    let pressed =
      "%begin 1 2 1\ncan't find pane: %9\n%error 1 2 1\n"
      + "%begin 1 3 1\ncan't find pane: %9\n%error 1 3 1\n%begin 1 4 1\nk1\n%end 1 4 1\n"
    let events = stream.take(Array((pressed + answer("t1", screen)).utf8))
    #expect(answers(events).first?.token == "k1")
    #expect(text(answers(events).last) == screen)
  }

  @Test func bytesThatAreNoTextStayWhatTheyAre() {
    var stream = asked("t1")
    var bytes = Array(answer("t1", ["MARK"]).utf8)
    let place = bytes.indices.first { bytes[$0...].starts(with: "MARK".utf8) } ?? 0
    bytes.replaceSubrange(place..<place + 4, with: [0xFF, 0x00, 0x9B, 0x0D])
    #expect(answers(stream.take(bytes)).first?.lines == [[0xFF, 0x00, 0x9B, 0x0D]])
  }

  @Test func whatNeverEndsIsGivenUp() {
    var stream = asked("t1")
    let chunk = [UInt8](repeating: 0x78, count: 1 << 22)
    for _ in 0..<5 { #expect(stream.take(chunk) == []) }
    #expect(stream.pending == 0)
  }
}
