package import TimeSeries

/// A series that its holder has not seen before and asks the ledger about.
package struct Newcomer: Sendable {
  package let series: SeriesFingerprint
  /// As they will be stored, with replica labels.
  package let labels: Labels
  /// Set if the series may not be stored whatever room there is; it is only counted and shown then.
  package let objection: RefusalReason?

  package init(_ labels: Labels, without replicaLabels: ReplicaLabels, objection: RefusalReason? = nil) {
    self.labels = labels
    self.objection = objection
    series = SeriesFingerprint(labels, without: replicaLabels)
  }
}
