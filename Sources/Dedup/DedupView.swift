package import Storage
package import TimeSeries

/// Storage seen with the replicas of each cluster merged: the view of queries and rules.
///
/// Replica labels are taken off; series that then are equal become one, with one sample per timestamp: that of the first
/// replica (in label order) that has one. A matcher on a replica label still chooses among the replicas. Every replica's
/// samples stay in storage; asking storage itself shows them all.
package struct DedupView: Queryable {
  private let base: any Queryable
  private let removal: LabelRemoval

  /// `base` with these labels merged away; `base` itself where there are none.
  package static func view(of base: any Queryable, merging replicaLabels: [String]) -> any Queryable {
    replicaLabels.isEmpty ? base : DedupView(base: base, replicaLabels: replicaLabels)
  }

  /// - Parameter replicaLabels: the labels that tell replicas apart, such as `replica`.
  package init(base: any Queryable, replicaLabels: [String]) {
    self.base = base
    removal = LabelRemoval(replicaLabels)
  }

  package func select(
    _ matchers: [LabelMatcher], _ range: SelectRange
  ) throws(StorageError) -> any SeriesSelection {
    DedupSelection.merging(try base.select(matchers, range), removal: removal)
  }

  package func select(_ requests: [SelectRequest]) throws(StorageError) -> [any SeriesSelection] {
    try base.select(requests).map { DedupSelection.merging($0, removal: removal) }
  }

  package func labelNames(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    try base.labelNames(matchers, range).filter { !removal.names.contains($0) }
  }

  package func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    // Also for a replica label: it can be matched, so its values may be chosen from.
    try base.labelValues(of: name, matchers, range)
  }

  package func series(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [Labels] {
    Set(try base.series(matchers, range).map { removal($0) }).sorted()
  }
}
