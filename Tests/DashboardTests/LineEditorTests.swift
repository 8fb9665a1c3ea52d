import Dashboard
import Host
import Testing

/// A line is edited as readline would.
@Suite struct LineEditorTests {
  private func edited(_ text: String, _ keys: [Key]) -> (text: String, cursor: Int) {
    var editor = LineEditor(text)
    for key in keys {
      let isTaken = editor.take(key)
      #expect(isTaken, "\(key)")
    }
    return (editor.text, editor.cursor)
  }

  @Test(
    arguments: [
      ([], "one two", 7), ([.left, .left, .backspace], "one wo", 4),
      ([.home, .delete], "ne two", 0), ([.home, .backspace], "one two", 0),
      ([.end, .delete], "one two", 7), ([.control("a"), .control("d")], "ne two", 0),
      ([.control("a"), .control("f"), .control("k")], "o", 1),
      ([.left, .left, .left, .control("u")], "two", 0), ([.control("w")], "one ", 4),
      ([.control("w"), .control("w")], "", 0),
      ([.control("w"), .control("w"), .control("w")], "", 0),
      ([.left, .control("w")], "one o", 4), ([.control("b"), .character("X")], "one twXo", 7),
      ([.home, .right, .right, .right, .right, .right, .right, .right, .right], "one two", 7),
      ([.control("a"), .control("e"), .character("!")], "one two!", 8),
      ([.home, .left, .paste("a\nb")], "a bone two", 3),
      ([.paste("漢字é🙂")], "one two漢字é🙂", 11),
      ([.backspace, .backspace, .backspace], "one ", 4),
    ] as [([Key], String, Int)])
  func keys(_ keys: [Key], _ text: String, _ cursor: Int) {
    let result = edited("one two", keys)
    #expect(result.text == text)
    #expect(result.cursor == cursor)
  }

  @Test(arguments: [
    Key.tab, .up, .down, .pageUp, .function(1), .control("x"), .alt("b"), .resized, .outside,
    .mouse(MouseEvent(.press, row: 0, column: 0)), .insert, .backTab,
  ])
  func whatIsNoneForEditing(_ key: Key) {
    var editor = LineEditor("abc")
    let isTaken = editor.take(key)
    #expect(!isTaken)
    #expect(editor == LineEditor("abc"))
  }

  @Test func lettersOfSeveralScalarsAreOne() {
    let result = edited("e\u{301}👨‍👩‍👧x", [.left, .backspace])
    #expect(result.text == "e\u{301}x")
    #expect(result.cursor == 1)
  }

  @Test func controlsAreNotTyped() {
    #expect(edited("", [.paste("a\u{1B}[31mb\u{7}\tc\0d")]).text == "a[31mbcd")
  }

  @Test("the lines of a paste stay apart, whatever ends them")
  func pastedLines() {
    #expect(edited("", [.paste("a\r\nb")]).text == "a b")
  }

  @Test func whatIsPastedHasALimit() {
    let result = edited("ab", [.left, .paste(String(repeating: "x", count: 100_000))])
    #expect(result.text.count == 4000)
    #expect(result.cursor == 3999)
    #expect(result.text.hasSuffix("xb"))
    #expect(edited(result.text, [.character("y")]).text.count == 4000)
  }
}
