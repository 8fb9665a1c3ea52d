import Profiles
import Testing

@Suite struct TOMLSeedTests {
  private func merged(_ template: String, _ file: String, _ variables: [String: String] = [:])
    -> String
  {
    TOMLSeed.merged(template: template, into: file, workspace: "/w s", variable: { variables[$0] })
  }

  @Test func rootKeysGoToTheTopAndTablesToTheEnd() {
    #expect(
      merged("a = 1\n\n[t.\"{workspace}\"]\nb = 2", "c = 3\n[x]\nd = 4\n")
        == "a = 1\n\nc = 3\n[x]\nd = 4\n\n[t.\"/w s\"]\nb = 2\n")
    #expect(merged("a = 1\n\n[t]\nb = 2", "") == "a = 1\n\n[t]\nb = 2\n")
  }

  @Test(arguments: ["a = 9\n[t]\n", "a=9\n[ t ] # mine\n", "  a = 9\n[t]\nb = 7\n"])
  func whatIsThereStays(_ file: String) {
    #expect(merged("a = 1\n\n[t]\nb = 2", file) == file)
  }

  @Test func twiceIsOnce() {
    let template = "a = 1\n\n[t.\"{workspace}\"]\nb = 2"
    let once = merged(template, "c = 3\n")
    #expect(merged(template, once) == once)
  }

  @Test func aParagraphWithoutItsVariableIsLeftOut() {
    let template = "{?KEY}p = \"key\"\n\n{!KEY}p = \"login\"\n\nk = \"{KEY}\"\n\nz = \"{other} {}\""
    #expect(merged(template, "") == "p = \"login\"\nz = \"{other} {}\"\n")
    #expect(
      merged(template, "", ["KEY": "a\"b\\\n"])
        == "p = \"key\"\nk = \"a\\\"b\\\\\\u000a\"\nz = \"{other} {}\"\n")
  }
}
