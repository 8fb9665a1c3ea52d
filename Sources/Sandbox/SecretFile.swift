/// Files of a workspace that usually hold secrets, by their names.
package enum SecretFile {
  /// The most bytes of one: what is longer is no list of keys.
  package static let limit = 1 << 20

  private static let names: Set<String> = [
    ".netrc", "_netrc", ".git-credentials", ".pypirc", ".htpasswd", ".pgpass", ".my.cnf",
    ".dockercfg", ".vault-token", ".s3cfg", ".boto",
    "master.key",
    "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk",
    "secrets.yml", "secrets.yaml", "secrets.json", "secrets.toml", "service-account.json",
    "service_account.json",
  ]
  /// These as often hold none.
  private static let doubtful: Set<String> = [
    ".envrc", ".npmrc", "terraform.tfvars", "credentials.json",
  ]
  /// In a folder of that name.
  private static let below: [(folder: String, name: String)] = [
    (".aws", "credentials"), (".docker", "config.json"), (".kube", "config"),
    (".config/gcloud", "application_default_credentials.json"), (".config/gh", "hosts.yml"),
  ]
  /// What of a folder `.ssh` is no secret.
  private static let harmless: Set<String> = ["known_hosts", "authorized_keys"]
  /// What says that a file only shows what such a one looks like.
  private static let examples: Set<String> = [
    "example", "sample", "template", "dist", "tmpl", "defaults",
  ]

  /// Whether it may be one by its path, and is when there is a secret in it.
  package static func mayBeOne(_ path: String) -> Bool {
    doubtful.contains(path.split(separator: "/").last?.lowercased() ?? "")
  }

  /// Whether a path of a workspace names one: `.env`, `.env.*`, `*.env`, `*.env.*` but their examples, what
  /// lies in a folder `.ssh` but public keys and known hosts, and the usual files of credentials.
  package static func isOne(_ path: String) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last?.lowercased() else { return false }
    if names.contains(name) { return true }
    let folder = parts.dropLast().joined(separator: "/").lowercased()
    if below.contains(where: {
      $0.name == name && (folder == $0.folder || folder.hasSuffix("/\($0.folder)"))
    }) {
      return true
    }
    if parts.dropLast().last?.lowercased() == ".ssh" {
      return !harmless.contains(name) && !name.hasSuffix(".pub")
    }
    let pieces = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard pieces.count > 1 else { return false }
    // An editor's old version is one, too.
    guard pieces.dropFirst().contains(where: { $0 == "env" || $0 == "env~" }) else { return false }
    return pieces.last.map { !examples.contains($0) } ?? false
  }
}
