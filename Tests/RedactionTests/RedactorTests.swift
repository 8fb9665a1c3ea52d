import Foundation
import Redaction
import Testing

@Suite struct RedactorTests {
  private static let hex = "0123456789abcdef0123456789abcdef01234567"

  @Test(arguments: [
    ("key sk-ant-api03-abcdefghijklmnop.", "key sk-ant-[redacted]."),
    ("sk-proj-abcdefgh", "sk-proj-[redacted]"), ("sk-abcdefghijklmnop1", "sk-[redacted]"),
    ("AKIAIOSFODNN7EXAMPLE", "AKIA[redacted]"),
    ("x ghp_abcdefghijklmnopqrstuvwx y", "x ghp_[redacted] y"),
    ("github_pat_11ABCDEFG0abcdefghij_klm", "github_pat_[redacted]"),
    ("xoxb-1234567890-abc", "xoxb-[redacted]"),
    ("AIzaSyA1234567890abcdefghijklmnopqrstuv", "AIza[redacted]"),
    ("gsk_abcdefghijklmnopqrstuvwxyz", "gsk_[redacted]"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJ[redacted]"),
    ("123456789:AAabcdefghijklmnopqrstuvwxyz0123456", "123456789:[redacted]"),
    ("Authorization: Bearer abcdef.ghi", "Authorization: Bearer [redacted]"),
    ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted]"),
    ("curl -H 'x-api-key: abc123' u", "curl -H 'x-api-key: [redacted]' u"),
    ("https://user:pass@host/x", "https://user:[redacted]@host/x"),
    ("postgres://u:p%40@db:5432/x?y", "postgres://u:[redacted]@db:5432/x?y"),
    ("{\"password\":\"x\",\"n\":1}", "{\"password\":\"[redacted]\",\"n\":1}"),
    ("API_KEY=short", "API_KEY=[redacted]"),
    ("export OPENAI_API_KEY='abc'", "export OPENAI_API_KEY='[redacted]'"),
    ("client_secret=abcd1234efgh&x=1", "client_secret=[redacted]&x=1"),
    ("?token=abcdefgh1", "?token=[redacted]"),
    (
      "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1",
      "aws_secret_access_key = [redacted]"
    ),
    ("cmd --token abcdefgh1 --x", "cmd --token [redacted] --x"),
    ("--token x1", "--token [redacted]"),
    ("--password correcthorse", "--password [redacted]"), ("/x?key=abc&y", "/x?key=[redacted]&y"),
    ("/x?a=b&api_key=abc", "/x?a=b&api_key=[redacted]"),
    ("//r/:_authToken=npm-abc", "//r/:_authToken=[redacted]"),
    ("\"SecretAccessKey\": \"wJalr/K7\"", "\"SecretAccessKey\": \"[redacted]\""),
    ("two sk-ant-aaaaaaaaaa sk-ant-bbbbbbbbbb", "two sk-ant-[redacted] sk-ant-[redacted]"),
  ])
  func whatLooksLikeASecretGoes(_ text: String, _ plain: String) {
    #expect(Redactor().redacted(text) == plain)
  }

  @Test(arguments: [
    "commit \(hex)", "index \(hex)..\(hex) 100644", "\(hex)\n", "sha256:\(hex)\(hex)",
    "let token: String = parse()", "tokens: 12345678", "if (password) {", "password: ",
    "token=$TOKEN",
    "API_KEY=${KEY}", "\"token\": null", "api_key: <your key>", "https://host:8080/x",
    "http://a@b/x",
    "task-something-long-here-1234", "ask-me-anything-1234567890", "public_key=abcdefgh1",
    "12:34:56 done",
    "a bearer of news", "import keys from \"./keys\"", "monkey=bananas12",
    "--token-limit 100000000", "--token is needed", "key=value", "a key = b1234567", "?monkey=abc",
  ])
  func otherThingsStay(_ text: String) { #expect(Redactor().redacted(text) == text) }

  @Test func valuesAreFoundInEveryForm() {
    let secret = "correct horse/battery"
    let redactor = Redactor(values: [secret, "short"])
    #expect(redactor.redacted("a \(secret)b") == "a [redacted]b")
    let base64 = Data(secret.utf8).base64EncodedString()
    #expect(!redactor.redacted("x\(base64)").contains(base64.prefix(16)))
    #expect(redactor.redacted("?q=correct%20horse%2Fbattery&x") == "?q=[redacted]&x")
    #expect(redactor.redacted("short") == "short")
    for before in ["u:", "us:", "user:"] {
      let text = Data((before + secret).utf8).base64EncodedString()
      #expect(redactor.redacted(text).contains("[redacted]"))
    }
    let two = Redactor(values: ["abcdefgh", "abcdefghijkl"])
    #expect(two.redacted("abcdefghijkl abcdefgh") == "[redacted] [redacted]")
  }

  @Test(arguments: [
    ("ANTHROPIC_API_KEY", true), ("GH_TOKEN", true), ("AWS_SECRET_ACCESS_KEY", true),
    ("API_KEY_2", true), ("OPENAI_API_KEYS", true), ("DB_PASSWORD", true),
    ("ANTHROPIC_BASE_URL", false),
    ("PGPASSWORD", true), ("OPENAI_APIKEY", true), ("MYSQL_PWD", true), ("SLACK_WEBHOOK", true),
    ("MY_PASSPHRASE", true), ("AWS_CREDS", true), ("PWD", false), ("OLDPWD", false),
    ("ANTHROPIC_MODEL", false), ("KEYBOARD", false), ("HOME", false), ("STRIPE", false),
  ])
  func namesTell(_ name: String, _ isSecret: Bool) {
    #expect(SecretVariable.isOne(name) == isSecret)
  }

  /// Whatever it is given, it ends, and what it leaves is never redacted again.
  @Test func anythingIsTaken() {
    let count = Int(ProcessInfo.processInfo.environment["AGENTVM_TEST_INPUTS"] ?? "") ?? 20_000
    let redactor = Redactor(values: ["s3cretvalue"])
    let pieces = [
      "sk-ant-", "=", ":", "\"", "'", "password", "token", "--", "://", "@", "s3cret", "value", " ",
      "\n", "abcdefgh12345678", "eyJ", ".", "Bearer ", "\u{1B}[0m", "é", "123456789:", "AKIA",
      "[redacted]",
    ]
    var dice = SystemRandomNumberGenerator()
    for _ in 0..<count {
      let text = (0..<Int.random(in: 0...12, using: &dice)).map { _ in
        pieces.randomElement(using: &dice) ?? ""
      }.joined()
      let plain = redactor.redacted(text)
      #expect(!plain.contains("s3cretvalue"))
    }
  }
}
