import AgentModel

/// Reads `profiles/<name>.env`: data, of which only `$HOME` and `$SCRIPT_DIR` are replaced.
package enum ProfileFile {
  /// The profile in a file's text. `home` is the caller's HOME, `directory` the folder that the
  /// shipped `profiles` lie in. Throws `ProfileError`.
  package static func parse(
    _ text: String, name: String, home: String, directory: String
  ) throws(ProfileError) -> Profile {
    let variables = ["HOME": home, "SCRIPT_DIR": directory]
    let file: Assignments
    do {
      file = try Assignments(parsing: text, variables: variables)
    } catch { throw .unreadable(profile: name, reason: error.problem) }
    var profile = Profile(name: name)
    profile.label = file["PROFILE_LABEL"] ?? name
    profile.command = try words(file, "PROFILE_CMD", name)
    profile.runCommand = try words(file, "PROFILE_RUN_CMD", name)
    profile.readOnlyPaths = list(file["PROFILE_RO_PATHS"])
    profile.readWritePaths = list(file["PROFILE_RW_PATHS"])
    profile.seedFiles = list(file["PROFILE_STATE_DIRS"])
    profile.jsonSeeds = seeds(file["PROFILE_JSON_SEEDS"])
    profile.tomlSeeds = seeds(file["PROFILE_TOML_SEEDS"])
    profile.environmentNames = list(file["PROFILE_ENV_VARS"])
    profile.environment = try words(file, "PROFILE_SET_ENV", name)
    profile.postCreateScript = file["PROFILE_POST_CREATE_SCRIPT"].flatMap { $0.isEmpty ? nil : $0 }
    profile.startupKeys = try words(file, "PROFILE_STARTUP_KEYS", name)
    if let text = file["PROFILE_SANDBOX"], !text.isEmpty {
      guard let level = SandboxLevel.named.first(where: { $0.rawValue == text }) else {
        throw .unreadable(
          profile: name, reason: "PROFILE_SANDBOX is trusted, standard or paranoid")
      }
      profile.sandbox = level
    }
    if let text = file["PROFILE_NETWORK"], !text.isEmpty {
      guard let mode = NetworkMode(rawValue: text) else {
        throw .unreadable(profile: name, reason: "PROFILE_NETWORK is allow, none or host")
      }
      profile.network = mode
    }
    profile.allowedHosts = try words(file, "PROFILE_ALLOW_HOSTS", name)
    profile.serviceVariables = list(file["PROFILE_ALLOW_URLS"])
    let submit = try words(file, "PROFILE_SUBMIT_KEYS", name)
    if !submit.isEmpty { profile.submitKeys = submit }
    return profile
  }

  /// The pieces of a colon-separated list.
  private static func list(_ text: String?) -> [String] {
    (text ?? "").split(separator: ":").map(String.init)
  }

  /// The pieces `target=template` of such a list.
  private static func seeds(_ text: String?) -> [Profile.Seed] {
    list(text).compactMap { item in
      guard let equals = item.firstIndex(of: "=") else { return nil }
      return Profile.Seed(
        target: String(item[..<equals]), template: String(item[item.index(after: equals)...]))
    }
  }

  private static func words(
    _ file: Assignments, _ key: String, _ name: String
  ) throws(ProfileError) -> [String] {
    do { return try ShellWords.split(file[key] ?? "") } catch {
      throw .unreadable(profile: name, reason: "\(key): \(error.problem)")
    }
  }
}
