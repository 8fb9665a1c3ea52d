import AgentvmTestSupport
import Foundation
import Testing

/// An agent behind its gate, in a network that the test makes itself.
@Suite struct NetworkTests {
  /// What is allowed in all of them.
  private static let options =
    [
      "ok.example.com", "ok.example.com:22", "ok.example.com:7000", ".wild.example.com",
      "private.example.com", "mixed.example.com", "metadata.example.com", "loop.example.com",
      "also.example.com:80", "silent.example.com", "ok.example.com:7001", "retry.example.com",
    ].map { "--allow \($0)" }.joined(separator: " ") + " --expose 7007"

  /// Starts an agent that tries these things, or all, and waits for its end; its lines.
  private func attempts(
    _ home: TestHome, _ names: String = "", _ options: String = options, then: String = ""
  ) throws -> [String: String] {
    try home.write("src/probe.py", NetworkProbe.text)
    let result = try NetworkLab(home).run(
      """
      cp "$lab/ca.pem" "$HOME/src/"
      "$agentvm" spawn a --no-wait --from-dir "$HOME/src" \(options) -- python3 probe.py \(names) >&2
      "$agentvm" wait a --timeout 60 >&2
      "$agentvm" logs a
      \(then)
      """)
    #expect(result.status == 0, "\(result.errorText)")
    var lines: [String: String] = [:]
    for line in result.text.split(separator: "\n") {
      guard let colon = line.firstRange(of: ": ") else { continue }
      lines[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
    }
    return lines
  }

  @Test func itReachesWhatIsAllowedAndNothingElse() throws {
    try TestHome.with { home throws in
      let came = try attempts(home)
      let page = "hello from 93.184.216.34"
      let expected = [
        "byProxy": page, "withoutProxy": page, "wildcard": page, "otherPort": "SSH-2.0-netlab",
        "exposed": "echo", "plainHTTP": "hello from 93.184.216.35",
        "plainHTTPByProxy": "hello from 93.184.216.35", "handshakeInPieces": "hello",
        "aThousandAtOnce": "1000", "lateComersAmongSlowOnes": page,
        "muchAtOnce": String(64 << 20),
        "loopbackOfTheHost": "ConnectionResetError Connection reset by peer",
        "directAddress": "OSError Network is unreachable",
        "metadataAddress": "OSError Network is unreachable",
        "addressOfIPv6": "OSError Network is unreachable",
        "nameThatIsNotAllowed": "gaierror Name or service not known",
        "questionWithAMessage": "gaierror Name or service not known",
        "otherNameInTheHandshake": "SSLError tlsv1 alert access denied",
        "nothingLikeTLS": "15030300020231",
        "otherHostInTheHead":
          "HTTP/1.1 403 agentvm: ok.example.com:80: another name than the one asked for stands in the TLS handshake",
        "addressByProxy": "403 not-a-name", "loopbackByProxy": "403 not-a-name",
        "loopbackByName": "403 not-a-name", "loopbackOfIPv6": "403 not-a-name",
        "mappedLoopback": "403 not-a-name", "octal": "403 not-a-name",
        "hexadecimal": "403 not-a-name", "decimal": "403 not-a-name", "short": "403 not-a-name",
        "metadataByProxy": "403 not-a-name", "gateItself": "403 not-a-name",
        "privateName": "403 private-address", "mixedName": "403 private-address",
        "metadataName": "403 private-address", "loopName": "403 private-address",
        "portThatIsNotAllowed": "403 port-not-allowed", "noPort": "403 malformed",
        "negativePort": "403 malformed", "nameThatIsNotAllowedByProxy": "403 host-not-allowed",
        "lookalike": "403 host-not-allowed", "dotAtTheEnd": "403 not-a-name",
        "userInTheName": "403 malformed", "unknownName": "502 not-resolved",
        "silentName": "502 unreachable", "twoHeads": "403 malformed",
        "addressInThePage": "403 not-a-name", "secondHello": "hello",
        "otherNameInTheSecondHello": "ConnectionResetError Connection reset by peer",
        "emptyRecordBeforeTheHello": "ConnectionResetError Connection reset by peer",
        "plainHTTPInATunnel": "ConnectionResetError Connection reset by peer",
        "halfClosed": "0 1 3", "brokenOff": "done",
      ]
      for (name, wanted) in expected { #expect(came[name] == wanted, "\(name)") }
      let tunnel = came["otherNameInTheTunnel"] ?? ""
      #expect(tunnel != "let through" && !tunnel.isEmpty)
      // Nobody was asked about names that are not allowed.
      let asked = Set(
        (home.read("lab/names.log") ?? "").split(separator: "\n").map {
          $0.split(separator: " ")[0]
        })
      #expect(
        asked == [
          "ok.example.com", "also.example.com", "sub.wild.example.com", "gone.wild.example.com",
          "private.example.com", "mixed.example.com", "metadata.example.com", "loop.example.com",
          "silent.example.com", "retry.example.com",
        ])
      // Where it was not let through, no name was said.
      #expect(
        Set((home.read("lab/said.log") ?? "").split(separator: "\n")) == ["retry.example.com"])
      // And no server was but those that may be asked.
      let pages = home.read("lab/asked.log") ?? ""
      for line in pages.split(separator: "\n") {
        #expect(line.hasPrefix("93.184.216.34 ") || line == "93.184.216.35 GET / HTTP/1.1")
      }
    }
  }

  /// A service of this machine at a port that hosts are reached by, too.
  @Test func aPortCanBeExposedAndAllowed() throws {
    try TestHome.with { home throws in
      let result = try NetworkLab(home).run(
        """
        "$agentvm" run --allow ok.example.com --expose 443 -- bash -c '
        curl -sSk https://localhost/
        curl -sSk https://ok.example.com/; curl -sSk --noproxy "*" https://ok.example.com/'
        """)
      #expect(
        result.text == "hello from 127.0.0.1\nhello from 93.184.216.34\nhello from 93.184.216.34\n",
        "\(result.text) \(result.errorText)")
    }
  }

  @Test func refusalsAreCountedAndWrittenDown() throws {
    try TestHome.with { home throws in
      _ = try attempts(
        home, "nameThatIsNotAllowedByProxy questionWithAMessage byProxy privateName",
        then: "\"$agentvm\" network a --json > \"$HOME/network.json\"")
      let report = try #require(home.read("network.json"))
      #expect(
        report.contains(
          #""host":"evil.example.com","last":""#)
          && report.contains(#""verdict":"host-not-allowed""#))
      #expect(report.contains(#""host":"c2vjcmv0.evil.example.com""#))
      #expect(report.contains(#""network":"allow""#))
      let audit = (home.read("\(home.name)/audit.jsonl") ?? "").split(separator: "\n")
      #expect(audit.count == 3)
      for line in audit {
        let fields = try #require(
          JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(fields["event"] as? String == "ACCESS DENIED")
        #expect(fields["agent"] as? String == "a")
      }
    }
  }

  @Test func aHostIsAllowedWhileItRuns() throws {
    try TestHome.with { home throws in
      try home.write(
        "src/loop.py",
        """
        import socket, time
        seen = set()
        while len(seen) < 2:
            for host, port in [("ok.example.com", 7000), ("ok.example.com", 22)]:
                try:
                    with socket.create_connection((host, port), 5) as connection:
                        connection.sendall(b"hello")
                        if connection.recv(5) and port not in seen:
                            seen.add(port)
                            print("reached", port, flush=True)
                except OSError as problem:
                    if not seen: print("not yet", flush=True)
            time.sleep(0.1)
        """)
      let result = try NetworkLab(home).run(
        """
        "$agentvm" spawn a --no-wait --from-dir "$HOME/src" -- python3 loop.py >&2
        until "$agentvm" logs a | grep -q 'not yet'; do sleep 0.1; done
        "$agentvm" allow a ok.example.com:7000
        until "$agentvm" logs a | grep -q 'reached 7000'; do sleep 0.1; done
        "$agentvm" allow a ok.example.com:22 --always
        "$agentvm" wait a --timeout 20
        "$agentvm" restart a --no-wait >&2
        until "$agentvm" logs a | grep -q 'reached 22'; do sleep 0.1; done
        "$agentvm" logs a | grep reached
        "$agentvm" info a | grep Network
        """)
      #expect(result.status == 0, "\(result.errorText)")
      // What was allowed for once is gone after a restart.
      #expect(result.text.contains("reached 22\n"))
      #expect(!result.text.contains("reached 7000"))
      #expect(result.text.contains("allow ok.example.com:22"))
    }
  }

  /// What is mounted on a file of its `/etc` stays, whoever is started meanwhile.
  @Test func namesAreFoundWhenTheHostsNetworkChanges() throws {
    try TestHome.with { home throws in
      let result = try NetworkLab(home).run(
        """
        "$agentvm" spawn a --no-wait --allow ok.example.com -- cat >&2
        ask() { "$agentvm" exec --in a -- curl -sS --noproxy '*' -k -m 5 https://ok.example.com/ 2>&1; }
        ask; echo "# changed" >>"$lab/resolv.conf"; "$agentvm" run --allow ok.example.com -- true; ask
        """)
      #expect(
        result.text == "hello from 93.184.216.34\nhello from 93.184.216.34\n",
        "\(result.text) \(result.errorText)")
    }
  }

  @Test func withoutItsGateNothingGetsOut() throws {
    try TestHome.with { home throws in
      try home.write("src/probe.py", NetworkProbe.text)
      let result = try NetworkLab(home).run(
        """
        cp "$lab/ca.pem" "$HOME/src/"
        "$agentvm" spawn a --no-wait --from-dir "$HOME/src" --allow ok.example.com \\
          -- sh -c 'python3 probe.py withoutProxy; read go; python3 probe.py withoutProxy byProxy exposed; exec sleep 100' >&2
        until "$agentvm" logs a | grep -q 'withoutProxy: hello'; do sleep 0.1; done
        kill -9 "$(gate a)"
        "$agentvm" exec a go
        until "$agentvm" logs a | grep -q 'exposed:'; do sleep 0.1; done
        "$agentvm" logs a
        "$agentvm" list -q -s running
        """)
      #expect(result.status == 0, "\(result.errorText)")
      #expect(result.text.contains("withoutProxy: hello"))
      let lines = result.text.split(separator: "\n")
      #expect(lines.filter { $0.hasSuffix("hello from 93.184.216.34") }.count == 1)
      // The agent itself goes on.
      #expect(lines.last == "a")
    }
  }

  @Test func noneHasNoNetworkAndHostHasAll() throws {
    try TestHome.with { home throws in
      try home.write("src/probe.py", NetworkProbe.text)
      let names = "exposed directAddress loopbackByProxy questionWithAMessage"
      let none = try NetworkLab(home).run(
        """
        "$agentvm" spawn a --no-wait --from-dir "$HOME/src" --network none -- sh -c 'env; python3 probe.py \(names)' >&2
        "$agentvm" spawn b --no-wait --from-dir "$HOME/src" --network host -- python3 probe.py exposed otherPort >&2
        "$agentvm" wait a b --timeout 60 >&2
        "$agentvm" logs a
        "$agentvm" logs b | sed 's/^/b /'
        """)
      #expect(none.text.contains("exposed: ConnectionRefusedError Connection refused"))
      #expect(none.text.contains("directAddress: OSError Network is unreachable"))
      #expect(!none.text.contains("_proxy="))
      #expect(none.text.contains("b exposed: echo"))
      #expect(none.text.contains("b otherPort: SSH-2.0-netlab"))
    }
  }

  @Test(arguments: [
    (["--allow", "127.0.0.1"], "only names can be allowed, not addresses: '127.0.0.1'"),
    (["--allow", "localhost"], "the machine itself is no host that can be allowed: 'localhost'"),
    (["--allow", "@nothing"], "no set of hosts has that name: '@nothing'"),
    (["--allow", "a.example:0"], "a port is a number from 1 to 65535: 'a.example:0'"),
    (["--expose", "x"], "a port is a number from 1 to 65535: 'x'"),
    (["--network", "some"], "--network is one of allow, none, host: 'some'"),
    (
      ["--network", "none", "--allow", "a.example"],
      "--allow can't be used together with: '--network none'"
    ),
    (
      ["--no-sandbox", "--network", "none"], "--network can't be used together with: '--no-sandbox'"
    ),
  ])
  func wrongInputIsRefused(_ options: [String], _ line: String) throws {
    try TestHome.with { home throws in
      let result = try home.run(["spawn", "a"] + options + ["--", "true"])
      #expect(result.status == 1)
      #expect(result.errorText.hasPrefix("agentvm: \(line)\n"), "\(result.errorText)")
      #expect(try home.run("list", "-q").text == "")
    }
  }
}
