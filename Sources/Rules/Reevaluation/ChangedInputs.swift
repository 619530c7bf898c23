package import TimeSeries

/// Samples of clusters that came in after the rules that read them had been evaluated.
package struct ChangedInputs: Sendable {
  package var clusters: Set<String>
  /// The first and the last timestamp of the samples.
  package var range: ClosedRange<Timestamp>
  /// The metrics; `nil` if any may be among them.
  package var metricNames: Set<String>?

  package init(clusters: Set<String>, range: ClosedRange<Timestamp>, metricNames: Set<String>? = nil) {
    self.clusters = clusters
    self.range = range
    self.metricNames = metricNames
  }

  /// Whether a selector may select any of them.
  func touches(_ selector: RuleInputs.Selector) -> Bool {
    let onCluster = selector.matchers.filter { $0.name == LabelName.cluster }
    guard clusters.contains(where: { cluster in onCluster.allSatisfy { $0.matches(cluster) } }) else { return false }
    if let name = selector.name, MetricName.written.contains(name) { return false }
    return metricNames?.contains(where: selector.canRead) ?? true
  }
}
