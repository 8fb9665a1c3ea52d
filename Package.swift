// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The rows and arrows of docs/architecture.md: a target lists only targets of lower rows.

let warningsAreErrors = ProcessInfo.processInfo.environment["AGENTVM_WARNINGS_AS_ERRORS"] != nil
let swiftSettings: [SwiftSetting] =
  warningsAreErrors ? [.treatAllWarnings(as: .error)] : []

/// Links an executable fully static. The objects are compiled against the dynamic Foundation, as
/// the tests need it, so the archives that its static form stands on are named here.
func staticLinking(foundation: Bool) -> [LinkerSetting] {
  var flags = ["-static-executable", "-use-ld=lld", "-Xlinker", "--gc-sections", "-Xlinker", "-s"]
  if foundation {
    let archives = [
      "Foundation", "FoundationInternationalization", "FoundationEssentials", "_FoundationICU",
      "_FoundationCShims", "_FoundationCollections", "CoreFoundation", "BlocksRuntime",
      "swift_StringProcessing", "swift_RegexParser", "swiftSynchronization", "dispatch", "stdc++",
    ]
    flags += ["-Xlinker", "--start-group"] + archives.map { "-l\($0)" }
    flags += ["-Xlinker", "--end-group"]
  }
  return [.unsafeFlags(flags)]
}

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "agentvm",
  products: [
    .executable(name: "agentvm", targets: ["agentvm"]),
    .executable(name: "agentvm-supervisor", targets: ["agentvm-supervisor"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // 0: vocabulary without I/O; thin C over what Swift can't import
    module("AgentModel"),
    .target(
      name: "CNcurses",
      cSettings: [
        .define("_GNU_SOURCE"), .define("_XOPEN_SOURCE_EXTENDED", to: "1"),
        .define("NCURSES_WIDECHAR", to: "1"),
      ],
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "CLinux", cSettings: [.define("_GNU_SOURCE")]),
    // 1: what agentvm may touch
    module("Host", ["AgentModel", system]),
    // 2: one domain each; siblings do not import each other
    module("AgentStore", ["AgentModel", "Host", system]),
    module("Sandbox", ["AgentModel", "Host", system]),
    module("Sessions", ["AgentModel", "Host", system]),
    .target(
      name: "Profiles", dependencies: ["AgentModel", yams],
      // The demo profile, so that a lone executable can show something.
      resources: [
        .embedInCode("Embedded/demo.env"), .embedInCode("Embedded/demo.status.yaml"),
        .embedInCode("Embedded/demo-agent"),
      ], swiftSettings: swiftSettings),
    module("Status", ["AgentModel"]),
    module("Egress", ["AgentModel"]),
    module("Redaction"),
    module("TerminalText", ["AgentModel", "Host"]),
    module("Dashboard", ["AgentModel", "Host"]),
    // 3: one type per use case
    module(
      "Workflows",
      [
        "AgentModel", "Host", "AgentStore", "Sandbox", "Sessions", "Profiles", "Status",
        "TerminalText", "Dashboard", "Egress", "Redaction", system,
      ]),
    // 4: the live host, the screen, the pane's process
    module("LinuxHost", ["AgentModel", "Host", "CLinux", system]),
    module("CursesTerminal", ["AgentModel", "Host", "CNcurses", "CLinux"]),
    module("Supervisor", ["AgentModel", "Status", "Egress", "Redaction", "CLinux", system]),
    // 5: one file per verb
    module(
      "AgentvmCommands",
      [
        "AgentModel", "Host", "AgentStore", "Sandbox", "Sessions", "Profiles", "Status",
        "TerminalText", "Dashboard", "Egress", "Workflows", arguments, system,
      ]),
    // 6: build the live host, install it, parse argv
    .executableTarget(
      name: "agentvm",
      dependencies: ["AgentvmCommands", "LinuxHost", "CursesTerminal", "Host", "AgentModel"],
      swiftSettings: swiftSettings, linkerSettings: staticLinking(foundation: true)),
    .executableTarget(
      name: "agentvm-supervisor", dependencies: ["Supervisor"],
      swiftSettings: swiftSettings, linkerSettings: staticLinking(foundation: false)),
    // Tests mirror the modules; contracts and end to end run the real tools and the built programs.
    .target(
      name: "AgentvmTestSupport",
      dependencies: ["AgentModel", "Host", "LinuxHost", "Workflows", "AgentStore"],
      path: "Tests/AgentvmTestSupport", exclude: ["mockllm.py", "netlab.py"],
      swiftSettings: swiftSettings),
    tests("AgentModelTests", ["AgentModel", "AgentvmTestSupport"]),
    tests("TerminalTextTests", ["TerminalText", "Host", "AgentvmTestSupport"]),
    tests("SandboxTests", ["Sandbox", "AgentModel"]),
    tests("SessionsTests", ["Sessions", "Host"]),
    tests("StatusTests", ["Status", "AgentModel", "AgentvmTestSupport"]),
    tests("EgressTests", ["Egress", "AgentModel", "AgentvmTestSupport"]),
    tests("RedactionTests", ["Redaction"]),
    tests("ProfilesTests", ["Profiles", "AgentModel", "AgentvmTestSupport"]),
    tests("AgentStoreTests", ["AgentStore", "AgentModel", "Host", "AgentvmTestSupport"]),
    tests("DashboardTests", ["Dashboard", "AgentModel", "Host"]),
    tests(
      "WorkflowsTests", ["Workflows", "AgentStore", "AgentModel", "Host", "AgentvmTestSupport"]),
    tests("ContractTests", ["AgentvmTestSupport", "Host"]),
    tests("EndToEndTests", ["AgentvmTestSupport", "Host", "LinuxHost"]),
  ],
  swiftLanguageModes: [.v6]
)
