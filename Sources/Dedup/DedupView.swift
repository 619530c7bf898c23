package import Storage
package import TimeSeries

/// Storage seen with the replicas of each cluster merged: the view of queries and rules.
///
/// Replica labels are taken off; series that then are equal become one, with one sample per slot: that of the best replica
/// that has one. A matcher on a replica label still chooses among the replicas. Every replica's samples stay in storage;
/// asking storage itself shows them all.
package struct DedupView: Queryable {
  let base: any Queryable
  let removal: LabelRemoval
  /// `nil` if nothing is known of replicas: they are merged by equal timestamps, in the order of their labels.
  let log: ReplicaLog?
  /// Takes down why each sample is served; `nil` if nobody asks.
  var explanation: DedupExplanation?

  /// `base` with these labels merged away; `base` itself where there are none.
  ///
  /// - Parameter log: what is known of replicas as these labels tell them apart.
  package static func view(
    of base: any Queryable, merging replicaLabels: [String], log: ReplicaLog? = nil
  ) -> any Queryable {
    replicaLabels.isEmpty ? base : DedupView(base: base, replicaLabels: replicaLabels, log: log)
  }

  /// - Parameter replicaLabels: the labels that tell replicas apart, such as `replica`.
  package init(base: any Queryable, replicaLabels: [String], log: ReplicaLog? = nil) {
    self.base = base
    self.log = log
    removal = LabelRemoval(replicaLabels)
  }

  package func select(
    _ matchers: [LabelMatcher], _ range: SelectRange
  ) throws(StorageError) -> any SeriesSelection {
    guard let explanation else { return try merged(matchers, range) }
    return try explained(matchers, range, by: explanation)
  }

  func merged(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    guard let log, !log.facts.isEmpty else {
      let selection = try base.select(matchers, range)
      guard let groups = ReplicaGroups(selection, removal) else { return selection }
      return groups.selection(of: selection)
    }
    return try PlannedSelect(view: self, log: log, matchers: matchers, range: range).select()
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
