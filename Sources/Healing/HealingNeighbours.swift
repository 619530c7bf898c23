package import Scrape
package import Storage
package import TimeSeries

/// What healing asks of the rooms around it.
package struct HealingNeighbours: Sendable {
  /// The children that can be asked now.
  package var sources: @Sendable () -> [HealingSource]
  /// Which replica of a cluster is served first at a time; `nil` if nobody knows.
  package var primary: @Sendable (_ cluster: String, Timestamp) -> String?
  /// What must be stored with samples of a replica that were fetched later, and that rank behind scraped ones.
  package var healedRecords: @Sendable (_ cluster: String, _ replica: String, ClosedRange<Timestamp>) -> [RecordChange]
  /// Evaluates the rules that read samples which were fetched later. Clusters no longer count as absent there.
  package var evaluateAgain: @Sendable (HealedSamples) async -> Void

  package init(
    sources: @escaping @Sendable () -> [HealingSource],
    primary: @escaping @Sendable (_ cluster: String, Timestamp) -> String? = { _, _ in nil },
    healedRecords:
      @escaping @Sendable (_ cluster: String, _ replica: String, ClosedRange<Timestamp>) -> [RecordChange] =
      { _, _, _ in [] },
    evaluateAgain: @escaping @Sendable (HealedSamples) async -> Void = { _ in }
  ) {
    self.sources = sources
    self.primary = primary
    self.healedRecords = healedRecords
    self.evaluateAgain = evaluateAgain
  }
}
