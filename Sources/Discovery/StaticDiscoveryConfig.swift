package import TimeSeries

/// One entry of `static_configs`: targets written into the configuration.
package struct StaticDiscoveryConfig: Sendable, Equatable {
  package var targets: [String]
  package var labels: Labels

  package init(targets: [String], labels: Labels = .empty) {
    self.targets = targets
    self.labels = labels
  }
}
