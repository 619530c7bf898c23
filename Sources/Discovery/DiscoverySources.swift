/// Where the targets of one job come from.
package struct DiscoverySources: Sendable, Equatable {
  package var statics: [StaticDiscoveryConfig]
  package var files: [FileDiscoveryConfig]
  package var https: [HTTPDiscoveryConfig]
  package var names: [DNSDiscoveryConfig]

  package init(
    statics: [StaticDiscoveryConfig] = [], files: [FileDiscoveryConfig] = [], https: [HTTPDiscoveryConfig] = [],
    names: [DNSDiscoveryConfig] = []
  ) {
    self.statics = statics
    self.files = files
    self.https = https
    self.names = names
  }

  /// What is asked, one discoverer each.
  var all: [DiscoverySource] {
    [.statics(statics)] + files.map { .file($0) } + https.map { .http($0) }
      + names.flatMap { config in config.names.map { .name($0, config) } }
  }
}

/// What one discoverer asks.
enum DiscoverySource: Sendable, Equatable {
  case statics([StaticDiscoveryConfig])
  case file(FileDiscoveryConfig)
  case http(HTTPDiscoveryConfig)
  /// One of the names of a configuration: each has an answer of its own.
  case name(String, DNSDiscoveryConfig)
}
