package import TimeSeries

/// The series and samples that a child answered, in columns. A series owns a run of rows.
///
/// *Invariants:* no two series have the same labels; within a series timestamps rise; all lie in the range asked for.
package struct ReadResult: Sendable, Equatable {
  package struct Series: Sendable, Equatable {
    package var labels: Labels
    /// Its rows of ``ReadResult/timestamps`` and ``ReadResult/values``.
    package var samples: Range<Int>
  }

  package internal(set) var series: [Series] = []
  package internal(set) var timestamps: [Timestamp] = []
  /// Bits as they came, stale markers among them.
  package internal(set) var values: [Double] = []
  /// The rows that are native histograms, rising; their values are the histograms' sums.
  package internal(set) var histograms: [SampleColumns.HistogramRow] = []
  /// Chunks (or single samples) of native histograms that were not asked for, or come as chunks, and of encodings that
  /// nobody here knows. They are passed over.
  package internal(set) var unsupportedCount = 0
  /// Series whose labels nobody could store; their samples are not in the columns.
  package internal(set) var rejections = WriteRejections()

  package init() {}

  /// The native histogram of a row; `nil` for a row that is a number.
  package func histogram(at row: Int) -> FloatHistogram? {
    var (low, high) = (0, histograms.count)
    while low < high {
      let middle = (low + high) / 2
      if histograms[middle].row < row { low = middle + 1 } else { high = middle }
    }
    return low < histograms.count && histograms[low].row == row ? histograms[low].histogram : nil
  }

  /// The same with other labels: those that the server left out.
  package consuming func mappingLabels(_ transform: (Labels) -> Labels) -> ReadResult {
    for index in series.indices { series[index].labels = transform(series[index].labels) }
    return self
  }
}
