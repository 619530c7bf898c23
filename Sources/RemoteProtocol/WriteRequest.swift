package import TimeSeries

/// The series and samples of one remote write, of either version, in columns.
///
/// All samples of all series stand in two columns, so that decoding allocates for the labels of a series and never for
/// a sample. A series owns a run of rows.
package struct WriteRequest: Sendable {
  package struct Series: Sendable, Equatable {
    package var labels: Labels
    /// Its rows of ``WriteRequest/timestamps`` and ``WriteRequest/values``.
    package var samples: Range<Int>
    /// Its rows of ``WriteRequest/histograms``.
    package var histograms: Range<Int>

    package init(labels: Labels, samples: Range<Int>, histograms: Range<Int>) {
      self.labels = labels
      self.samples = samples
      self.histograms = histograms
    }
  }

  package struct HistogramSample: Sendable, Equatable {
    package var timestamp: Timestamp
    package var histogram: FloatHistogram
    /// Its start timestamp; 0 for none.
    package var start: Timestamp

    package init(timestamp: Timestamp, histogram: FloatHistogram, start: Timestamp = 0) {
      self.timestamp = timestamp
      self.histogram = histogram
      self.start = start
    }
  }

  package internal(set) var series: [Series] = []
  package internal(set) var timestamps: [Timestamp] = []
  package internal(set) var values: [Double] = []
  /// Start timestamps of the rows of ``timestamps``, where they have any.
  package internal(set) var starts = StartColumn()
  package internal(set) var histograms: [HistogramSample] = []
  /// Exemplars that came; nothing stores them.
  package internal(set) var exemplarCount = 0
  /// Series whose labels or histograms nobody could store; their samples are not in the columns.
  package internal(set) var rejections = WriteRejections()

  package init() {}

  /// Adds a series with its samples.
  package mutating func append(_ labels: Labels, _ samples: SampleColumns) {
    let firstSample = timestamps.count
    let firstHistogram = histograms.count
    var next = samples.histograms.makeIterator()
    var histogram = next.next()
    for row in 0..<samples.count {
      if let here = histogram, here.row == row {
        histograms.append(HistogramSample(timestamp: samples.timestamps[row], histogram: here.histogram))
        histogram = next.next()
      } else {
        timestamps.append(samples.timestamps[row])
        values.append(samples.values[row])
      }
    }
    series.append(
      Series(
        labels: labels, samples: firstSample..<timestamps.count, histograms: firstHistogram..<histograms.count))
  }
}

/// The series of a message that were left out, and why.
package struct WriteRejections: Sendable, Equatable {
  package private(set) var seriesCount = 0
  /// The reason of the first one, naming the series.
  package private(set) var example: String?

  package init() {}

  package var isEmpty: Bool { seriesCount == 0 }

  mutating func add(_ reason: String) {
    seriesCount += 1
    if example == nil { example = reason }
  }

  mutating func add(_ others: WriteRejections) {
    seriesCount += others.seriesCount
    example = example ?? others.example
  }
}
