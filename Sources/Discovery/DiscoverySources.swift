/// Where the targets of one job come from.
package struct DiscoverySources: Sendable, Equatable {
  package var statics: [StaticDiscoveryConfig]
  package var files: [FileDiscoveryConfig]
  package var http: [HTTPDiscoveryConfig]
  package var dns: [DNSDiscoveryConfig]
  package var kubernetes: [KubernetesDiscoveryConfig]

  package init(
    statics: [StaticDiscoveryConfig] = [], files: [FileDiscoveryConfig] = [], http: [HTTPDiscoveryConfig] = [],
    dns: [DNSDiscoveryConfig] = [], kubernetes: [KubernetesDiscoveryConfig] = []
  ) {
    self.statics = statics
    self.files = files
    self.http = http
    self.dns = dns
    self.kubernetes = kubernetes
  }

  /// What is asked, one discoverer each.
  var all: [DiscoverySource] {
    [.statics(statics)] + files.map { .file($0) } + http.map { .http($0) }
      + dns.flatMap { config in config.names.map { .name($0, config) } } + kubernetes.map { .kubernetes($0) }
  }
}

/// What one discoverer asks.
enum DiscoverySource: Sendable, Equatable {
  case statics([StaticDiscoveryConfig])
  case file(FileDiscoveryConfig)
  case http(HTTPDiscoveryConfig)
  /// One of the names of a configuration: each has an answer of its own.
  case name(String, DNSDiscoveryConfig)
  case kubernetes(KubernetesDiscoveryConfig)
}

extension DiscoverySource {
  /// Whether its targets are known without asking anybody.
  var isKnownAtOnce: Bool {
    switch self {
    case .statics, .file: true
    default: false
    }
  }
}
