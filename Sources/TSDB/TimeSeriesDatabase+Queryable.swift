import LevelDB
package import Storage
package import TimeSeries

extension TimeSeriesDatabase: Queryable {
  package func select(
    _ matchers: [LabelMatcher], _ range: SelectRange
  ) throws(StorageError) -> any SeriesSelection {
    try select([SelectRequest(matchers, range)])[0]
  }

  package func select(_ requests: [SelectRequest]) throws(StorageError) -> [any SeriesSelection] {
    let slots = registry.withState { state in
      requests.map { state.pairs.slots(matching: $0.matchers, slotCount: state.labels.count) }
    }
    // Under one lock, so that the store is seen as it was when the head was: no chunk is missed between the two. One
    // that is seen twice is sorted out when its series is read.
    let (captures, snapshot) = try head.reading { () throws(StorageError) in
      let captures = zip(requests, slots).map { capture($1, $0.range) }
      return (captures, captures.contains(where: \.needsStore) ? try store.database.snapshot() : nil)
    }
    return captures.map { capture in
      let labels = registry.withState { state in capture.series.map { state.labels[Int($0.slot)] } }
      return StoredSelection(
        labels: labels, series: capture.series, range: capture.range, windows: capture.windows,
        snapshot: capture.needsStore ? snapshot : nil, onDamage: onDamage)
    }
  }

  /// What the head holds for one selection, and which windows of the store it needs.
  private struct Capture {
    var series: [CapturedSeries]
    var range: SelectRange
    var windows: [StoredWindow]

    var needsStore: Bool { !windows.isEmpty && series.contains { !$0.isNewestOnly } }
  }

  /// The caller holds the head's lock for reading.
  private func capture(_ slots: [UInt32], _ range: SelectRange) -> Capture {
    Capture(
      series: head.capture(slots, range, registry), range: range,
      windows: head.windows.overlapping(range.from, range.through, store.lengths))
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
