import DNS
import Discovery
import TimeSeries

/// Reads where targets come from: `static_configs`, `file_sd_configs`, `http_sd_configs`, `dns_sd_configs`,
/// `kubernetes_sd_configs`.
enum DiscoverySections {
  static func readAll(_ section: SectionReader) -> DiscoverySources {
    let sources = DiscoverySources(
      statics: readStatic(section), files: readFile(section), http: readHTTP(section), dns: readDNS(section),
      kubernetes: section.sections("kubernetes_sd_configs", "an element of kubernetes_sd_configs").map {
        KubernetesSection.read($0)
      })
    refuseOthers(section)
    return sources
  }

  private static func readStatic(_ section: SectionReader) -> [StaticDiscoveryConfig] {
    section.sections("static_configs", "an element of static_configs").map { group in
      let targets = group.texts("targets").map { address, position in
        if address.contains("/") {
          group.log.report(position, "\(QuotedText.quoted(address)) is not a valid hostname")
        }
        return address
      }
      let labels = group.labels("labels")
      group.finish()
      return StaticDiscoveryConfig(targets: targets, labels: labels)
    }
  }

  private static func readFile(_ section: SectionReader) -> [FileDiscoveryConfig] {
    section.sections("file_sd_configs", "an element of file_sd_configs").map { group in
      let files = group.texts("files").map { path, position in
        if let problem = FileDiscoveryConfig.problem(withPath: path) { group.log.report(position, problem) }
        return FilePath.resolved(path, in: group.log.folder)
      }
      if files.isEmpty {
        group.log.report(group.position, "file service discovery config must contain at least one path name")
      }
      let interval = group.nonzeroDuration("refresh_interval") ?? FileDiscoveryConfig.refreshIntervalDefault
      group.finish()
      return FileDiscoveryConfig(files: files, refreshInterval: interval)
    }
  }

  private static func readHTTP(_ section: SectionReader) -> [HTTPDiscoveryConfig] {
    section.sections("http_sd_configs", "an element of http_sd_configs").map { group in
      var config = HTTPDiscoveryConfig(url: group.text("url") ?? "")
      check(config.url, group)
      config.refreshInterval = group.nonzeroDuration("refresh_interval") ?? config.refreshInterval
      config.emptyGrace = group.duration("empty_grace") ?? config.emptyGrace
      config.http = HTTPSection.read(group)
      config.headers = HTTPSection.headers(group)
      group.finish()
      return config
    }
  }

  /// In Prometheus's words. A URL with a password in it is shown without.
  private static func check(_ url: String, _ group: SectionReader) {
    guard !url.isEmpty else { return group.log.report(group.position, "URL is missing") }
    let scheme = url.firstRange(of: "://").map { url[..<$0.lowerBound].lowercased() }
    guard let scheme, ["http", "https"].contains(scheme) else {
      return group.report("url", "URL scheme must be 'http' or 'https'")
    }
    guard let parts = URLText(url) else { return group.report("url", "host is missing in URL") }
    if let redacted = parts.redacted { group.log.redact(group.valuePosition(of: "url"), as: redacted) }
  }

  private static func readDNS(_ section: SectionReader) -> [DNSDiscoveryConfig] {
    section.sections("dns_sd_configs", "an element of dns_sd_configs").map { group in
      var config = DNSDiscoveryConfig(names: group.texts("names").map(\.text))
      if config.names.isEmpty {
        group.log.report(group.position, "DNS-SD config must contain at least one SRV record name")
      }
      config.kind = kind(group)
      config.port = group.integer("port") ?? 0
      if config.port == 0, config.kind != .srv {
        group.log.report(group.position, "a port is required in DNS-SD configs for all record types except SRV")
      }
      if config.port > 65_535 { group.report("port", "port must be at most 65535, not \(config.port)") }
      config.refreshInterval = group.nonzeroDuration("refresh_interval") ?? config.refreshInterval
      config.emptyGrace = group.duration("empty_grace") ?? config.emptyGrace
      group.finish()
      return config
    }
  }

  private static func kind(_ group: SectionReader) -> DNSRecord.Kind {
    guard let text = group.text("type") else { return .srv }
    if let kind = DNSRecord.Kind(rawValue: text.uppercased()) { return kind }
    group.report("type", "invalid DNS-SD records type \(text)")
    return .srv
  }

  /// The discoveries of Prometheus that have no room here.
  private static func refuseOthers(_ section: SectionReader) {
    section.refuse(
      systems.map { "\($0)_sd_configs" },
      "iapetus does not ask this system for targets; let a tool write a file, and name it under file_sd_configs, or serve the "
        + "list, and name it under http_sd_configs")
  }

  private static let systems = [
    "aws", "azure", "consul", "digitalocean", "docker", "dockerswarm", "ec2", "ecs", "eureka", "gce", "hetzner",
    "ionos", "kuma", "lightsail", "linode", "marathon", "msk", "nerve", "nomad", "openstack", "ovhcloud",
    "puppetdb", "scaleway", "serverset", "stackit", "triton", "uyuni", "vultr",
  ]
}
