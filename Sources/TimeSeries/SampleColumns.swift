/// The samples of one series in time order, as columns.
///
/// *Invariants:* timestamps rise strictly; `values` is as long as `timestamps`. Where a sample is a native histogram, it
/// stands in `histograms` (sorted by row) and its row of `values` holds the histogram's sum, so that the stale marker
/// reads the same for both kinds. Readers of plain series never look at `histograms`: it is empty.
package struct SampleColumns: Sendable, Equatable {
  package struct HistogramRow: Sendable, Equatable {
    package var row: Int
    package var histogram: FloatHistogram

    package init(row: Int, histogram: FloatHistogram) {
      self.row = row
      self.histogram = histogram
    }
  }

  package var timestamps: [Timestamp]
  package var values: [Double]
  package var histograms: [HistogramRow]
  /// Rows, sorted, at which a counter that fell has not begun anew: another replica of the series took over there.
  package var takeovers: [Int32] = []

  /// Start timestamps, where samples have any.
  package var starts = StartColumn()

  package init() {
    timestamps = []
    values = []
    histograms = []
  }

  package init(timestamps: [Timestamp], values: [Double], histograms: [HistogramRow] = []) {
    precondition(timestamps.count == values.count, "\(timestamps.count) timestamps for \(values.count) values")
    self.timestamps = timestamps
    self.values = values
    self.histograms = histograms
  }

  package var count: Int { timestamps.count }
  package var isEmpty: Bool { timestamps.isEmpty }

  @inline(__always)
  package mutating func append(_ timestamp: Timestamp, _ value: Double) {
    timestamps.append(timestamp)
    values.append(value)
  }

  package mutating func append(_ timestamp: Timestamp, _ histogram: FloatHistogram) {
    histograms.append(HistogramRow(row: timestamps.count, histogram: histogram))
    append(timestamp, histogram.sum)
  }

  /// Gives the sample appended last a start timestamp; 0 for none.
  package mutating func setLastStart(_ start: Timestamp) {
    if start != 0 { starts.set(start, at: count - 1) }
  }

  /// Empties the columns and keeps their memory, for the next series.
  package mutating func removeAll() {
    timestamps.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    histograms.removeAll(keepingCapacity: true)
    takeovers.removeAll(keepingCapacity: true)
    starts.removeAll()
  }
}
