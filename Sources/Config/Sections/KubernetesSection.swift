import Discovery
import Outbound
import TimeSeries

/// Reads one entry of `kubernetes_sd_configs`. Texts as in Prometheus.
enum KubernetesSection {
  static func read(_ section: SectionReader) -> KubernetesDiscoveryConfig {
    var config = KubernetesDiscoveryConfig(role: role(section) ?? .pod)
    config.apiServer = apiServer(section)
    config.http = HTTPSection.read(section)
    config.headers = HTTPSection.headers(section)
    if section.has("kubeconfig_file") {
      readKubeconfig(section, &config)
    } else if config.apiServer == nil, hasHTTP(config) {
      section.log.report(
        section.position, "to use custom HTTP client configuration please provide the 'api_server' URL explicitly")
    }
    readNamespaces(section, &config)
    readSelectors(section, &config)
    if let attached = section.section("attach_metadata") {
      config.attachesNode = attached.bool("node") ?? false
      config.attachesNamespace = attached.bool("namespace") ?? false
      attached.finish()
    }
    config.emptyGrace = section.duration("empty_grace") ?? config.emptyGrace
    if let limits = section.section("limits") { config.limits = KubernetesLimitsSection.read(limits) }
    section.finish()
    return config
  }

  private static func hasHTTP(_ config: KubernetesDiscoveryConfig) -> Bool {
    config.http != HTTPOptions() || !config.headers.isEmpty
  }

  /// Everything about the API is in that file, which is read with the configuration.
  private static func readKubeconfig(_ section: SectionReader, _ config: inout KubernetesDiscoveryConfig) {
    let key = "kubeconfig_file"
    if section.has("api_server") { section.report(key, "cannot use '\(key)' and 'api_server' simultaneously") }
    if hasHTTP(config) {
      section.report(key, "cannot use a custom HTTP client configuration together with '\(key)'")
    }
    guard let path = section.path(key) else { return }
    do {
      let file = try KubeconfigFile(path: path)
      (config.apiServer, config.http, config.headers) = (file.server, file.http, file.headers)
    } catch {
      for issue in error.issues { section.report(key, "reading the kubeconfig: \(issue)") }
    }
  }

  private static func role(_ section: SectionReader) -> KubernetesRole? {
    guard let text = section.text("role"), !text.isEmpty else {
      section.log.report(
        section.position, "role missing (one of: pod, service, endpoints, endpointslice, node, ingress)")
      return nil
    }
    return role(text, section)
  }

  private static func role(_ text: String, _ section: SectionReader) -> KubernetesRole? {
    if let role = KubernetesRole(rawValue: text) { return role }
    section.report("role", "unknown Kubernetes SD role \(QuotedText.quoted(text))")
    return nil
  }

  /// A URL with a password in it is shown without.
  private static func apiServer(_ section: SectionReader) -> String? {
    guard let url = section.text("api_server"), !url.isEmpty else { return nil }
    guard let parts = URLText(url), parts.scheme.lowercased() != "socks5" else {
      section.report("api_server", "api_server must be a URL such as https://host:6443, not \(QuotedText.quoted(url))")
      return nil
    }
    if let redacted = parts.redacted { section.log.redact(section.valuePosition(of: "api_server"), as: redacted) }
    return url
  }

  /// The key that says that the cluster is another one than that iapetus runs in.
  private static func elsewhere(_ section: SectionReader) -> String? {
    ["api_server", "kubeconfig_file"].first { section.has($0) }
  }

  private static func readNamespaces(_ section: SectionReader, _ config: inout KubernetesDiscoveryConfig) {
    guard let namespaces = section.section("namespaces") else { return }
    config.ownNamespace = namespaces.bool("own_namespace") ?? false
    if config.ownNamespace, let key = elsewhere(section) {
      namespaces.report("own_namespace", "cannot use '\(key)' and 'namespaces.own_namespace' simultaneously")
    }
    config.namespaces = namespaces.texts("names").compactMap { name, position in
      // It becomes a part of the path.
      if !name.isEmpty, name.utf8.allSatisfy({ isNamePart($0) }) { return name }
      namespaces.log.report(position, "\(QuotedText.quoted(name)) is no name of a namespace")
      return nil
    }
    namespaces.finish()
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func readSelectors(_ section: SectionReader, _ config: inout KubernetesDiscoveryConfig) {
    for selector in section.sections("selectors", "an element of selectors") {
      let (label, field) = (selector.text("label") ?? "", selector.text("field") ?? "")
      let text = selector.text("role") ?? ""
      selector.finish()
      guard let role = role(text, selector) else { continue }
      if config.selectors[role] != nil { selector.report("role", "duplicated selector role: \(text)") }
      if !config.role.selectable.contains(role) {
        let possible = config.role.selectable.map(\.rawValue).joined(separator: ", ")
        selector.report("role", "\(config.role.rawValue) role supports only \(possible) selectors")
      }
      config.selectors[role] = .init(label: label, field: field)
    }
  }
}
