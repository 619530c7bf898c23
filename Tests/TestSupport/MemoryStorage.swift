package import Storage
package import TimeSeries

/// Series in memory that can be asked like any storage.
package struct MemoryStorage: Queryable {
  /// By labels.
  package private(set) var series: [Labels: SampleColumns] = [:]

  package init() {}

  /// Storage with series in ``SeriesNotation``, a line each, one sample every `interval` from 0 on.
  package init(_ text: String, every interval: Milliseconds) {
    for line in text.split(separator: "\n") { load(String(line), every: interval) }
  }

  /// Adds one series in ``SeriesNotation``; samples replace those with the same timestamp.
  package mutating func load(_ line: String, every interval: Milliseconds) {
    guard let (labels, samples) = SeriesNotation.parse(line, every: interval) else { return }
    add(labels, samples)
  }

  package mutating func add(_ labels: Labels, _ samples: SampleColumns) {
    guard let known = series[labels], !known.isEmpty else {
      series[labels] = samples
      return
    }
    var rows = Dictionary(known.rows.map { ($0.timestamp, $0) }) { $1 }
    for row in samples.rows { rows[row.timestamp] = row }
    series[labels] = SampleColumns(rows: rows.values.sorted { $0.timestamp < $1.timestamp })
  }

  package func select(_ matchers: [LabelMatcher], _ range: SelectRange) throws(StorageError) -> any SeriesSelection {
    let found = matching(matchers, range.from...max(range.from, range.through))
    return MemorySelection(labels: found.map(\.labels), samples: found.map(\.samples))
  }

  package func labelNames(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    Set(matching(matchers, range).flatMap { $0.labels.map(\.name) }).sorted()
  }

  package func labelValues(
    of name: String, _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [String] {
    Set(matching(matchers, range).map { $0.labels[name] }).subtracting([""]).sorted()
  }

  package func series(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) throws(StorageError) -> [Labels] {
    matching(matchers, range).map(\.labels)
  }

  private func matching(
    _ matchers: [LabelMatcher], _ range: ClosedRange<Timestamp>
  ) -> [(labels: Labels, samples: SampleColumns)] {
    series.keys.sorted().compactMap { labels in
      guard matchers.allSatisfy({ $0.matches(labels) }), let samples = series[labels] else { return nil }
      var kept = SampleColumns(rows: samples.rows.filter { range.contains($0.timestamp) })
      let before = Int32(samples.timestamps.count { $0 < range.lowerBound })
      kept.takeovers = samples.takeovers.map { $0 - before }.filter { $0 >= 0 && $0 < kept.count }
      return kept.isEmpty ? nil : (labels, kept)
    }
  }
}

extension SampleColumns {
  /// One sample, of either kind.
  package struct Row: Sendable {
    package var timestamp: Timestamp
    package var value: Double
    package var histogram: FloatHistogram?
    package var start: Timestamp = 0
  }

  package var rows: [Row] {
    let byRow = Dictionary(uniqueKeysWithValues: histograms.map { ($0.row, $0.histogram) })
    return timestamps.indices.map {
      Row(timestamp: timestamps[$0], value: values[$0], histogram: byRow[$0], start: starts[$0])
    }
  }

  package init(rows: [Row]) {
    self.init()
    for row in rows {
      if let histogram = row.histogram {
        append(row.timestamp, histogram)
      } else {
        append(row.timestamp, row.value)
      }
      setLastStart(row.start)
    }
  }
}
