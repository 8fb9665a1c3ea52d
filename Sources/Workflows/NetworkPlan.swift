import AgentModel
import Egress

/// What an agent will reach: of its request, its profile and the settings.
package struct NetworkPlan: Sendable {
  /// How it is connected.
  package private(set) var mode: NetworkMode
  /// The hosts that the gate lets through.
  package private(set) var rules: AllowList
  /// The ports of this machine that it can reach.
  package private(set) var exposed: [UInt16]
  /// What it will not reach though it was pointed there.
  package private(set) var warnings: [String] = []

  /// Throws `EgressError`, or `ProfileError` for a set that can't be read.
  package init(_ context: Context, _ request: AgentRequest, _ profile: Profile?) throws {
    mode = request.network.mode ?? context.settings.network ?? profile?.network ?? .allow
    if request.sandbox == .none { mode = .host }
    exposed = request.network.exposed
    rules = AllowList()
    guard mode == .allow else { return }
    let sets = HostSets(context)
    // At level paranoid what every agent may reach is not enough of a reason.
    let common = request.sandbox == .paranoid ? [] : context.settings.allowedHosts
    for text in (profile?.allowedHosts ?? []) + common + request.network.allowed {
      let resolved = References.resolved(text, context.settings.variable).text
      for rule in try sets.rules(resolved) { rules.add(rule) }
    }
    addServices(of: profile, request, context)
  }

  /// The hosts of the services that the caller's own variables name.
  private mutating func addServices(
    of profile: Profile?, _ request: AgentRequest, _ context: Context
  ) {
    for name in profile?.serviceVariables ?? [] {
      guard
        let text = request.environment[name] ?? context.settings.variable(name), !text.isEmpty,
        let service = ServiceAddress(text)
      else { continue }
      if let host = try? HostName(service.host) {
        rules.add(HostRule(host, port: service.port))
      } else if !exposed.contains(service.port) {
        warnings.append(
          "\(name) leads to an address, which it can't reach; --expose \(service.port) for a "
            + "service of this machine")
      }
    }
  }
}

/// The host and the port in the address of a service, `https://host:port/path`.
struct ServiceAddress: Equatable {
  let host: String
  let port: UInt16

  /// Nil for anything else.
  init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let scheme = text[..<colon].lowercased()
    let rest = text[text.index(after: colon)...]
    guard ["http", "https"].contains(scheme), rest.hasPrefix("//") else { return nil }
    let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let place = authority.split(separator: "@").last.map(String.init) ?? ""
    let usual: UInt16 = scheme == "http" ? 80 : 443
    guard !place.isEmpty else { return nil }
    if let colon = place.lastIndex(of: ":"), !place.hasSuffix("]") {
      guard let port = HostRule.port(place[place.index(after: colon)...]) else { return nil }
      host = String(place[..<colon])
      self.port = port
    } else {
      host = place
      port = usual
    }
  }
}
