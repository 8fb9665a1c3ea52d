import AgentModel
import AgentvmTestSupport
import Profiles
import Testing

/// Whatever stands in a profile, its rules and its templates: nothing traps.
@Suite struct ProfileFuzzTests {
  @Test func profiles() {
    let seed = """
      PROFILE_LABEL="My agent"
      PROFILE_CMD="my-agent --auto"
      PROFILE_RUN_CMD='my-agent {prompt}'
      PROFILE_RO_PATHS="$HOME/.local:${SCRIPT_DIR}/x"
      PROFILE_JSON_SEEDS=".a.json=$HOME/b.json"
      PROFILE_SET_ENV="A=${B} C='d e'"
      PROFILE_SANDBOX=paranoid
      PROFILE_NETWORK=allow
      PROFILE_ALLOW_HOSTS="api.example.com @dev"

      """
    Damage.inputs(like: [seed]) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = try? ProfileFile.parse(text, name: "x", home: "/home/ada", directory: "/share")
    }
  }

  /// The parser of YAML is not ours, and slower.
  @Test func rules() {
    let seed = """
      ready:
        all: ['^> ']
        none: ['esc to interrupt']
      rules:
        - {name: asks, state: waiting/permission, last: 10, all: ['^Allow'], yes: ['y'], no: ['n']}

      """
    Damage.inputs(like: [seed], count: Damage.count / 4) { bytes in
      _ = try? StatusFile.parse(String(decoding: bytes, as: UTF8.self), name: "x")
    }
  }

  @Test func templates() {
    let template = #"{"a": {"{workspace}": true, "b": ["{?KEY}", 1, null]}, "c": "{KEY}"}"#
    let existing = #"{"a": {"x": 1.5e3, "b": "\u00e9\ud83d\ude00"}, "d": [[]]}"#
    Damage.inputs(like: [template, existing]) { bytes in
      _ = try? JSONSeed.merged(
        template: Array(template.utf8), into: bytes, workspace: "/w", variable: { _ in "v" })
      _ = try? JSONSeed.merged(
        template: bytes, into: Array(existing.utf8), workspace: "/w", variable: { _ in nil })
    }
    let settings = "a = 1\n[b.\"c d\"]\ne = \"{workspace}\"\n[[f]]\ng = ['h']\n"
    Damage.inputs(like: [settings]) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      _ = TOMLSeed.merged(template: settings, into: text, workspace: "/w", variable: { _ in "v" })
      _ = TOMLSeed.merged(template: text, into: settings, workspace: "/w", variable: { _ in nil })
    }
  }
}
