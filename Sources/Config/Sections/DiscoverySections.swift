import Discovery
import TimeSeries

/// Reads where targets come from: `static_configs`, `file_sd_configs`.
enum DiscoverySections {
  static func readStatic(_ section: SectionReader) -> [StaticDiscoveryConfig] {
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

  static func readFile(_ section: SectionReader) -> [FileDiscoveryConfig] {
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

  /// The discoveries of Prometheus that have no room here.
  static func refuseOthers(_ section: SectionReader) {
    section.refuse(
      ["http_sd_configs", "dns_sd_configs"],
      "this discovery is not there yet; use static_configs or file_sd_configs")
    section.refuse(
      systems.map { "\($0)_sd_configs" },
      "iapetus does not ask this system for targets; let a tool write a file, and name it under file_sd_configs")
  }

  private static let systems = [
    "aws", "azure", "consul", "digitalocean", "docker", "dockerswarm", "ec2", "ecs", "eureka", "gce", "hetzner",
    "ionos",
    "kubernetes", "kuma", "lightsail", "linode", "marathon", "msk", "nerve", "nomad", "openstack", "ovhcloud",
    "puppetdb", "scaleway", "serverset", "stackit", "triton", "uyuni", "vultr",
  ]
}
