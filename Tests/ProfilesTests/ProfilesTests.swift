import AgentModel
import Profiles
import Testing

@Suite struct ProfileFileTests {
  @Test func readsTheSchema() throws {
    let profile = try ProfileFile.parse(
      """
      PROFILE_LABEL="My Agent"
      PROFILE_CMD="my-agent --auto 'two words'"
      PROFILE_RO_PATHS="${HOME}/.local/bin:/opt/x"   # : separated
      PROFILE_ENV_VARS="MY_API_KEY:MY_BASE_URL"
      PROFILE_POST_CREATE_SCRIPT="$SCRIPT_DIR/profiles/setup.sh"
      PROFILE_SUBMIT_KEYS="Escape Enter"
      PROFILE_JSON_SEEDS=".a.json=$SCRIPT_DIR/a.json"
      """, name: "mine", home: "/h", directory: "/s")
    #expect(profile.label == "My Agent")
    #expect(profile.command == ["my-agent", "--auto", "two words"])
    #expect(profile.readOnlyPaths == ["/h/.local/bin", "/opt/x"])
    #expect(profile.environmentNames == ["MY_API_KEY", "MY_BASE_URL"])
    #expect(profile.postCreateScript == "/s/profiles/setup.sh")
    #expect(profile.submitKeys == ["Escape", "Enter"])
    #expect(profile.jsonSeeds == [.init(target: ".a.json", template: "/s/a.json")])
  }

  @Test func nothingIsExecutedOrExpanded() throws {
    let profile = try ProfileFile.parse(
      "PROFILE_CMD=\"$(touch /tmp/agentvm-must-not-exist) `id` $PATH\"", name: "x", home: "/h",
      directory: "/s")
    #expect(profile.command.first == "$(touch")
  }
}

@Suite struct StatusFileTests {
  @Test func readsReady() throws {
    let rule = try StatusFile.parse("ready:\n  all: ['^> ']\n  none: [busy]\n", name: "x")
    #expect(rule.ready == ReadyRule(all: ["^> "], none: ["busy"]))
    #expect(try StatusFile.parse("{}", name: "x") == StatusRules())
  }

  @Test(arguments: ["ready: [", "ready: 3", "\u{0}", "ready:\n  all: {a: 1}"])
  func refusesOthers(_ text: String) {
    #expect(throws: ProfileError.self) { try StatusFile.parse(text, name: "x") }
  }
}

@Suite struct JSONSeedTests {
  private func merged(_ template: String, _ file: String?, key: String? = nil) throws -> String {
    String(
      decoding: try JSONSeed.merged(
        template: Array(template.utf8), into: file.map { Array($0.utf8) }, workspace: "/w",
        variable: { $0 == "KEY" ? key : nil }), as: UTF8.self
    ).split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
  }

  @Test func laysTheTemplateOverTheFile() throws {
    #expect(
      try merged(#"{"a":{"b":true},"p":{"{workspace}":1}}"#, #"{"a":{"c":2},"z":3}"#)
        == #"{"a" : {"b" : true,"c" : 2},"p" : {"/w" : 1},"z" : 3}"#)
  }

  @Test func brokenFilesAreReplaced() throws {
    #expect(try merged(#"{"a":1}"#, "{broken") == #"{"a" : 1}"#)
  }

  @Test func keysAreNamedByTheirEnds() throws {
    let template = #"{"k":["{KEY:last20}"]}"#
    #expect(
      try merged(template, nil, key: "x0123456789abcdefghij")
        == #"{"k" : ["0123456789abcdefghij"]}"#)
    #expect(!(try merged(template, nil)).contains("KEY"))
  }

  @Test func textsMayDependOnVariables() throws {
    #expect(
      try merged(#"{"a":"{?KEY}yes","b":"{KEY}"}"#, nil, key: "k") == #"{"a" : "yes","b" : "k"}"#)
    #expect(try merged(#"{"a":"{?KEY}yes","b":"{KEY}","c":1}"#, nil) == #"{"c" : 1}"#)
  }

  @Test func commentsAreNoReasonToForgetSettings() throws {
    #expect(try merged(#"{"a":1}"#, "{ // mine\n  \"b\": 2,\n}") == #"{"a" : 1,"b" : 2}"#)
  }
}
