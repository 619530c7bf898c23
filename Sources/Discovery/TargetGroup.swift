package import TimeSeries

/// Addresses that share labels, as discovery finds them and before any relabelling.
package struct TargetGroup: Sendable, Equatable {
  /// `host:port` each.
  package var targets: [String]
  /// Of every target of the group.
  package var labels: Labels
  /// Which group it is among those of its discoverer: an update replaces the group of the same source.
  package var source: String

  package init(targets: [String], labels: Labels = .empty, source: String = "") {
    self.targets = targets
    self.labels = labels
    self.source = source
  }
}
