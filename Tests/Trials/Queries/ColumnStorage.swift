package import Storage
import TestSupport
package import TimeSeries

/// Series in memory, sorted once: what is measured or fuzzed is the engine, not the storage below it.
package struct ColumnStorage: Queryable {
  private let series: [(labels: Labels, samples: SampleColumns)]

  package init(_ series: [(labels: Labels, samples: SampleColumns)]) {
    self.series = series.sorted { $0.labels < $1.labels }
  }

  package func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    let found = matching(matchers)
    return MemorySelection(
      labels: found.map { series[$0].labels }, samples: found.map { series[$0].samples.slice(range) })
  }

  package func labelNames(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    Set(matching(matchers).flatMap { series[$0].labels.map(\.name) }).sorted()
  }

  package func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    Set(matching(matchers).map { series[$0].labels[name] }).subtracting([""]).sorted()
  }

  package func series(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [Labels] {
    matching(matchers).map { series[$0].labels }
  }

  private func matching(_ matchers: [LabelMatcher]) -> [Int] {
    series.indices.filter { index in matchers.allSatisfy { $0.matches(series[index].labels) } }
  }
}

extension SampleColumns {
  /// The samples within `range`; all of them cost nothing.
  fileprivate func slice(_ range: SelectRange) -> SampleColumns {
    let lower = firstRow { $0 >= range.from }
    let upper = max(lower, firstRow { $0 > range.through })
    if lower == 0, upper == count { return self }
    let inside = histograms.filter { (lower..<upper).contains($0.row) }
    return SampleColumns(
      timestamps: Array(timestamps[lower..<upper]), values: Array(values[lower..<upper]),
      histograms: inside.map { HistogramRow(row: $0.row - lower, histogram: $0.histogram) })
  }

  private func firstRow(_ isBeyond: (Timestamp) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(timestamps[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
