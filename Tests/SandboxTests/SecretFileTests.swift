import Sandbox
import Testing

@Suite struct SecretFileTests {
  @Test(arguments: [
    ".env", "a/.env", ".env.local", ".env.production", "secrets.env", "app.env.json", ".ENV",
    ".netrc", "x/.git-credentials", "id_rsa", "keys/id_ed25519", ".aws/credentials",
    "home/.aws/credentials", ".docker/config.json",
    ".config/gcloud/application_default_credentials.json", ".env~", ".ssh/work",
    "x/.ssh/config",
    ".config/gh/hosts.yml", ".vault-token",
  ])
  func theseAre(_ path: String) { #expect(SecretFile.isOne(path)) }

  @Test(arguments: [
    ".env.example", ".env.sample", "prod.env.template", "environment.txt", "env", ".environment",
    "main.py", "id_rsa.pub", "credentials", "x/config.json", "envoy.yaml", "", "src/env.ts",
    ".envrc", "a.environment", ".ssh/work.pub", ".ssh/known_hosts", "locales/auth.json",
  ])
  func theseAreNot(_ path: String) { #expect(!SecretFile.isOne(path)) }

  @Test(arguments: [".envrc", "web/.npmrc", "terraform.tfvars", "Credentials.json"])
  func theseMayBe(_ path: String) {
    #expect(SecretFile.mayBeOne(path) && !SecretFile.isOne(path))
  }
}
