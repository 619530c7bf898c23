package import DNS
package import TimeSeries

/// One entry of `dns_sd_configs`: names whose records are targets.
package struct DNSDiscoveryConfig: Sendable, Equatable {
  package static let refreshIntervalDefault: Milliseconds = 30_000

  package var names: [String]
  package var kind: DNSRecord.Kind
  /// Of all targets; an SRV record has its own.
  package var port: Int
  package var refreshInterval: Milliseconds
  /// For how long targets stay when a name suddenly has no records.
  package var emptyGrace = EmptyGrace.standard
  /// Who is asked.
  package var resolver: DNSResolver

  package init(
    names: [String], kind: DNSRecord.Kind = .srv, port: Int = 0,
    refreshInterval: Milliseconds = refreshIntervalDefault, resolver: DNSResolver = DNSResolver()
  ) {
    self.names = names
    self.kind = kind
    self.port = port
    self.refreshInterval = refreshInterval
    self.resolver = resolver
  }
}
