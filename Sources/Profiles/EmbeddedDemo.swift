/// The demo profile as it is part of the executable, for installations without a folder of profiles.
package enum EmbeddedDemo {
  /// The profile's name.
  package static let name = "demo"

  /// Its files, by their names in a folder `profiles`: bytes, and whether they are executable.
  package static let files: [(name: String, bytes: [UInt8], isExecutable: Bool)] = [
    ("demo.env", PackageResources.demo_env, false),
    ("demo.status.yaml", PackageResources.demo_status_yaml, false),
    ("demo-agent", PackageResources.demo_agent, true),
  ]
}
