package import TimeSeries

/// All children, by pool and then by address, and those that relabelling dropped.
package struct TargetsStatus: Sendable, Equatable {
  package struct Dropped: Sendable, Equatable {
    package var discoveredLabels: Labels
    package var scrapePool: String

    package init(discoveredLabels: Labels, scrapePool: String) {
      self.discoveredLabels = discoveredLabels
      self.scrapePool = scrapePool
    }
  }

  package var active: [TargetStatus]
  package var dropped: [Dropped]
  /// By pool; may be more than `dropped` lists, see `keep_dropped_targets`.
  package var droppedCounts: [String: Int]

  package init(active: [TargetStatus] = [], dropped: [Dropped] = [], droppedCounts: [String: Int] = [:]) {
    self.active = active
    self.dropped = dropped
    self.droppedCounts = droppedCounts
  }
}
