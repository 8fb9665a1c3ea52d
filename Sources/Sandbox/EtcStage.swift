import AgentModel

/// What the agent's `/etc` holds: a few files and folders of the host's, and some made for it. It is
/// staged once per home, for bwrap is quicker with one mount than with thirty.
package enum EtcStage {
  /// Copied from the host as they are, where they exist.
  package static let copied = [
    "alternatives", "bash.bashrc", "ca-certificates", "crypto-policies", "debian_version",
    "ethertypes", "fonts", "inputrc", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias",
    "localtime", "magic", "magic.mime", "mailcap", "mime.types", "networks", "os-release", "pki",
    "profile", "protocols", "rpc", "services", "shells", "ssl/certs", "ssl/openssl.cnf",
    "terminfo", "timezone", "vim", "zsh", "java-11-openjdk", "java-17-openjdk", "java-21-openjdk",
    "java-25-openjdk", "maven", "manpath.config", "python3", "perl",
  ]

  /// Copied with links followed, and compared by what they hold: it changes with the network.
  package static let refreshed = ["resolv.conf"]

  /// The `resolv.conf` of agents that have no other network than the gate.
  package static let gateResolver = "resolv.gate.conf"

  /// Made for the agent: name and text.
  package static let made = [
    (
      "passwd",
      """
      root:x:0:0:root:/root:/usr/sbin/nologin
      agent:x:1000:1000:agent:/home/agent:/bin/bash
      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

      """
    ),
    ("group", "root:x:0:\nagent:x:1000:\nnogroup:x:65534:\n"),
    ("hosts", "127.0.0.1 localhost agentvm\n::1 localhost ip6-localhost ip6-loopback\n"),
    ("hostname", "agentvm\n"),
    ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nservices: files\n"),
    ("gitconfig", "[safe]\n\tdirectory = *\n[init]\n\tdefaultBranch = main\n"),
    ("host.conf", "multi on\n"),
    (gateResolver, "nameserver \(GateAddress.text)\noptions timeout:1 attempts:2\n"),
  ]
}
