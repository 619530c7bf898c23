package import TimeSeries

/// A series that its holder has not seen before and asks the ledger about.
package struct Newcomer: Sendable {
  package let series: SeriesFingerprint
  /// Without replica labels.
  package let labels: Labels
  /// Set if the series may not be stored whatever room there is; it is only counted and shown then.
  package let objection: RefusalReason?

  /// - Parameter labels: as they will be stored, with replica labels.
  package init(_ labels: Labels, withoutReplica: LabelRemoval, objection: RefusalReason? = nil) {
    self.labels = withoutReplica(labels)
    self.objection = objection
    series = SeriesFingerprint(self.labels)
  }
}
