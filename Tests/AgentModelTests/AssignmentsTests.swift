import AgentModel
import Testing

@Suite struct AssignmentsTests {
  @Test(arguments: [
    ("K=plain", "plain"), ("K='a b'", "a b"), ("K=\"a b\"", "a b"), ("export K=v", "v"),
    ("K='it'\\''s'", "it's"), ("K=", ""), ("K=''", ""), ("K=a b c", "a b c"),
    ("K=v # comment", "v"), ("K=\"v\"   # comment", "v"), ("K=a#b", "a#b"), ("  K=v", "v"),
    ("K=$'a\\nb'", "a\nb"), ("K=$(touch /tmp/x)", "$(touch /tmp/x)"), ("K=`id`", "`id`"),
    ("K=\"$(id)\"", "$(id)"), ("K=1\nK=2", "2"), ("K=v\r", "v"), ("K='two\nlines'", "two\nlines"),
  ])
  func reads(_ text: String, _ value: String) throws {
    #expect(try Assignments(parsing: text)["K"] == value)
  }

  @Test func variablesAreReplacedOnlyWhereNamed() throws {
    let text = "A=\"$HOME/x:${HOME}/y\"\nB='$HOME'\nC=$HOMEX\nD=$OTHER"
    let file = try Assignments(parsing: text, variables: ["HOME": "/h"])
    #expect(file["A"] == "/h/x:/h/y")
    #expect(file["B"] == "$HOME")
    #expect(file["C"] == "$HOMEX")
    #expect(file["D"] == "$OTHER")
  }

  @Test func whatIsNotTouchedStaysAsItWas() throws {
    var file = try Assignments(parsing: "# a comment\nexport A=\"x y\"  # why\nodd line\nB=1")
    file["B"] = "2 3"
    file["C"] = "new"
    #expect(file.text == "# a comment\nexport A=\"x y\"  # why\nodd line\nB='2 3'\nC=new\n")
  }

  @Test func settingReplacesEveryLineOfTheKey() throws {
    var file = try Assignments(parsing: "A=1\nB=2\nexport A=3\n")
    file["A"] = "4"
    #expect(file.text == "A=4\nB=2\n")
    file["A"] = nil
    #expect(file.text == "B=2\n")
  }

  @Test func anOpenQuoteIsAnErrorOrStandsForItself() {
    #expect(throws: ModelError.unterminatedQuote(line: 2)) {
      try Assignments(parsing: "A=1\nB='x")
    }
    let file = Assignments(lenient: "A=it's\nB=2")
    #expect(file["A"] == "it's")
    #expect(file["B"] == "2")
  }

  @Test func valuesSurviveARoundTrip() throws {
    for value in ["", "a", "a b", "it's", "\"q\"", "$HOME", "`x`", "a\nb", "é🙂", "\\", "#x", "a=b"]
    {
      var file = Assignments()
      file["K"] = value
      #expect(try Assignments(parsing: file.text)["K"] == value)
    }
  }
}

@Suite struct ShellWordsTests {
  @Test func splitsWhatItJoins() throws {
    let words = ["sh", "-c", "echo 'a b'; id", "", "$x", "a\"b", "tab\there"]
    #expect(try ShellWords.split(ShellWords.joined(words)) == words)
  }

  @Test func splitsWhatBashQuotes() throws {
    #expect(try ShellWords.split("sh -c a\\ b\\;c $'x\\ty'") == ["sh", "-c", "a b;c", "x\ty"])
  }
}
