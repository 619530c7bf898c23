package import TimeSeries

/// All that ``ClusterBook`` must know of the configuration.
package struct FleetSettings: Sendable, Equatable {
  package static let darkAfterDefault = 3
  package static let retentionDefault: Milliseconds = 15 * 86_400_000

  /// The clusters that must be there; empty if they are learned.
  package var expected: [String]
  /// Clusters that are gone for good: known no longer once nobody scrapes them.
  package var retired: [String]
  /// After how many missed scrapes of all its replicas a cluster is dark.
  package var darkAfter: Int
  /// The longest scrape interval of a federation job. A cluster that nobody scrapes is waited for `darkAfter` of these.
  package var scrapeInterval: Milliseconds
  /// A replica that pushes is taken for silent after `darkAfter` of these.
  package var pushInterval: Milliseconds
  /// For how long dark intervals are remembered; as long as samples are.
  package var retention: Milliseconds

  package init(
    expected: [String] = [], retired: [String] = [], darkAfter: Int = darkAfterDefault,
    scrapeInterval: Milliseconds = 60_000, pushInterval: Milliseconds? = nil,
    retention: Milliseconds = retentionDefault
  ) {
    self.expected = expected
    self.retired = retired
    self.darkAfter = darkAfter
    self.scrapeInterval = scrapeInterval
    self.pushInterval = pushInterval ?? scrapeInterval
    self.retention = retention
  }

  /// How long a cluster may take to deliver first, after a start or when it has lost its last child.
  var grace: Milliseconds { FleetSettings.grace(darkAfter, max(scrapeInterval, pushInterval)) }

  /// How long one that pushes may be silent.
  var pushGrace: Milliseconds { FleetSettings.grace(darkAfter, pushInterval) }

  private static func grace(_ darkAfter: Int, _ interval: Milliseconds) -> Milliseconds {
    Milliseconds(darkAfter) * interval + interval / 2
  }
}
