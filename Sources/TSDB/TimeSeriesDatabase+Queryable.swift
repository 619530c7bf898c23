import LevelDB
package import Storage
package import TimeSeries

extension TimeSeriesDatabase: Queryable {
  package func select(
    _ matchers: [LabelMatcher], _ range: SelectRange
  ) throws(StorageError) -> any SeriesSelection {
    let slots = registry.withState { $0.pairs.slots(matching: matchers, slotCount: $0.labels.count) }
    // Under one lock, so that the store is seen as it was when the head was: no chunk is missed between the two. One
    // that is seen twice is sorted out when its series is read.
    let (series, windows, snapshot) = try head.reading { () throws(StorageError) in
      let series = head.capture(slots, range, registry)
      let windows = head.windows.overlapping(range.from, range.through, store.lengths)
      let needsStore = !windows.isEmpty && series.contains { !$0.isNewestOnly }
      return (series, windows, needsStore ? try store.database.snapshot() : nil)
    }
    let labels = registry.withState { state in series.map { state.labels[Int($0.slot)] } }
    return StoredSelection(
      labels: labels, series: series, range: range, windows: windows, snapshot: snapshot, onDamage: onDamage)
  }

  package func series(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [Labels] {
    let slots = overlapping(matchers, range)
    return registry.withState { state in slots.map { state.labels[Int($0)] } }.sorted()
  }

  package func labelNames(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    let slots = overlapping(matchers, range)
    let names = registry.withState { $0.pairs.names(of: slots) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  package func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    let slots = overlapping(matchers, range)
    let values = registry.withState { $0.pairs.values(of: name, among: slots) }
    return values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The series that match and may have samples in the range.
  private func overlapping(_ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>) -> [UInt32] {
    let slots = registry.withState { $0.pairs.slots(matching: matchers, slotCount: $0.labels.count) }
    return head.reading { slots.filter { head.overlaps($0, range) } }
  }
}
