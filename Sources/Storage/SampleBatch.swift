package import TimeSeries

/// Samples that become visible together or not at all: one scrape, one rule's output, one received write.
///
/// Columns, so that building one allocates nothing per sample. Rows may be in any order of series and time.
package struct SampleBatch: Sendable {
  package struct HistogramRow: Sendable {
    package var row: Int
    package var histogram: FloatHistogram

    package init(row: Int, histogram: FloatHistogram) {
      self.row = row
      self.histogram = histogram
    }
  }

  package private(set) var series: [SeriesID] = []
  package private(set) var timestamps: [Timestamp] = []
  package private(set) var values: [Double] = []
  /// Rows that are native histograms; `values` holds their sums.
  package private(set) var histograms: [HistogramRow] = []
  /// Start timestamps, where samples have any.
  package private(set) var starts = StartColumn()
  /// What must become durable together with the samples: ledger rows, rule state.
  package var records: [RecordChange] = []
  /// Whether the samples take the place of others that are stored at their timestamps. Otherwise those stay, and samples
  /// with another value are refused: only who wrote a value as preliminary may correct it. A sample takes the place of a
  /// stale marker in any case.
  package var replaces = false

  package init() {}

  /// Takes whole columns, as they are read back from disk.
  package init(
    series: [SeriesID], timestamps: [Timestamp], values: [Double], histograms: [HistogramRow] = [],
    starts: StartColumn = StartColumn()
  ) {
    precondition(
      series.count == timestamps.count && series.count == values.count,
      "\(series.count) ids, \(timestamps.count) timestamps, \(values.count) values")
    self.series = series
    self.timestamps = timestamps
    self.values = values
    self.histograms = histograms
    self.starts = starts
  }

  package var count: Int { series.count }
  package var isEmpty: Bool { series.isEmpty && records.isEmpty }

  package mutating func reserveCapacity(_ count: Int) {
    series.reserveCapacity(count)
    timestamps.reserveCapacity(count)
    values.reserveCapacity(count)
  }

  @inline(__always)
  package mutating func append(_ id: SeriesID, _ timestamp: Timestamp, _ value: Double) {
    series.append(id)
    timestamps.append(timestamp)
    values.append(value)
  }

  package mutating func append(_ id: SeriesID, _ timestamp: Timestamp, _ histogram: FloatHistogram) {
    histograms.append(HistogramRow(row: series.count, histogram: histogram))
    append(id, timestamp, histogram.sum)
  }

  /// Gives the sample appended last a start timestamp; 0 for none.
  @inline(__always)
  package mutating func setLastStart(_ start: Timestamp) {
    if start != 0 { starts.set(start, at: count - 1) }
  }
}
